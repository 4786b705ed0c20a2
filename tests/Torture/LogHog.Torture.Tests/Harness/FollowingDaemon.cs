using LogHog.TestKit;

namespace LogHog.Torture.Harness;

/// <summary>
/// A loghogd that follows a log, life after life, until it may live on. What happens to a file that somebody deletes depends on whether
/// loghogd has it open then, so both are told apart under one lock.
/// </summary>
internal sealed class FollowingDaemon(string path, string pattern, Random random) : IAsyncDisposable
{
    // How long a renamed or deleted file is read on.
    public static readonly TimeSpan CloseAfter = TimeSpan.FromSeconds(2);

    private const string Facilities = "[*]\nrotate = size\nmax_size = 1G\nbackup_count = 3\nformat = json\n";

    private readonly TempFolder _home = new();
    private readonly Lock _lock = new();
    private readonly List<DeletedLog> _deleted = [];
    private LogHogProcess? _hog;
    private int _processId;

    public int Kills { get; private set; }

    public int Stops { get; private set; }

    public string StoredPath => System.IO.Path.Combine(_home.Path, "log", "app", "root.log");

    public LogHogProcess Hog => _hog ?? throw new InvalidOperationException("not started");

    /// <summary>Lives and dies until it is told to live on: killed (mostly) or stopped at random moments, also while it starts.</summary>
    public async Task LiveAsync(CancellationToken livesOn)
    {
        while (await IsToEndAsync(TimeSpan.FromMilliseconds(random.Next(2_000)), livesOn))
        {
            await EndAsync();
            do
            {
                await StartAsync(isToLive: livesOn.IsCancellationRequested || random.Next(4) > 0);
            }
            while (_hog is null);
        }
    }

    public async Task StartAsync(bool isToLive = true)
    {
        string[] startedBy = isToLive ? [] : ["timeout", "-s", "KILL", $"0.{random.Next(50, 600):D3}"];
        try
        {
            LogHogProcess hog = await LogHogProcess.StartAsync(
                $"[tail:app]\npath = {pattern}\nformat = raw\nclose_after = {CloseAfter.TotalSeconds}s\n", Facilities,
                new LogHogProcessOptions { Folder = _home.Path, StartedBy = startedBy, Environment = new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0" } });
            _hog = hog;
            lock (_lock)
                _processId = isToLive ? hog.ProcessId : 0;
            if (!isToLive)
                await EndedAsync();
        }
        catch (InvalidOperationException) when (!isToLive)
        {
            // Killed before it was ready.
            Kills++;
        }
    }

    /// <summary>Deletes the log; what becomes of what nobody has read yet depends on who has it open.</summary>
    public void Delete(DeletedLog log)
    {
        lock (_lock)
        {
            log.IsHeld = _processId != 0 && OpenFiles.InodesOf(_processId).Contains(log.Inode);
            log.WasDown = _processId == 0;
            File.Delete(path);
            _deleted.Add(log);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_hog is not null)
            await _hog.DisposeAsync();
        _home.Dispose();
    }

    private static async Task<bool> IsToEndAsync(TimeSpan life, CancellationToken livesOn)
    {
        try
        {
            await Task.Delay(life, livesOn);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task EndAsync()
    {
        bool isKill = random.Next(4) > 0;
        lock (_lock)
        {
            IReadOnlySet<long> open = OpenFiles.InodesOf(_processId);
            foreach (DeletedLog log in _deleted.Where(log => log.IsHeld && open.Contains(log.Inode)))
                log.IsHeld = false;
            Hog.Signal(isKill ? ProcessSignal.Kill : ProcessSignal.Terminate);
            _processId = 0;
        }

        Stops += isKill ? 0 : 1;
        await EndedAsync(isKill);
        await Task.Delay(random.Next(300));
    }

    private async Task EndedAsync(bool isKill = true)
    {
        Kills += isKill ? 1 : 0;
        int exitCode = await Hog.WaitForExit();
        Assert.True(isKill || exitCode == 0, $"loghogd ended with {exitCode}:\n{Hog.Output}");
        await Hog.DisposeAsync();
        _hog = null;
    }
}

/// <summary>A log that was deleted: only who had it open can have read it to its end.</summary>
internal sealed class DeletedLog(long inode)
{
    public long Inode { get; } = inode;

    /// <summary>The follower had it open when it was deleted, and has not ended since before it was done with it.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Nobody followed when it was deleted.</summary>
    public bool WasDown { get; set; }

    /// <summary>All that was written to it.</summary>
    public IReadOnlyList<string> Lines { get; set; } = [];
}
