using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Torture.Harness;

/// <summary>
/// One folder, one load, and as many lives of loghogd as it takes: a test starts it, breaks it, starts it again, and asks the
/// oracle after each life.
/// </summary>
internal sealed class Campaign : IAsyncDisposable
{
    /// <summary>Small files that rotate all the time, compressed, nothing deleted: whatever is lost was lost by mistake.</summary>
    public const string Facilities = "[*]\nrotate = size\nmax_size = 64K\nbackup_count = 100000\n";

    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);
    private readonly TempFolder _own = new();
    private LogHogProcess? _hog;

    /// <param name="shape">Null = 200 files.</param>
    /// <param name="senders">Clients, each with a connection.</param>
    /// <param name="folder">Where logs and state are; the configuration is elsewhere, so that a test may do what it likes to the disk.</param>
    /// <param name="onAcknowledged">Called for each good answer.</param>
    public Campaign(LoadShape? shape = null, int senders = 6, string? folder = null, Action<Acknowledgement>? onAcknowledged = null)
    {
        Folder = folder ?? _own.Path;
        Load = new Load(shape ?? new LoadShape(), senders, onAcknowledged);
        Configuration = $"[main]\nlogdir = {LogDir}\nworkdir = {Path.Combine(Folder, "lib")}\n[compressor]\nformat = gzip\nlevel = 1\n";
    }

    public string Folder { get; }

    public Load Load { get; }

    public string LogDir => Path.Combine(Folder, "log");

    /// <summary>loghogd.conf of the next start.</summary>
    public string Configuration { get; set; }

    /// <summary>facilities.conf of the next start.</summary>
    public string FacilitiesText { get; set; } = Facilities;

    /// <summary>What the last one that stopped in order said at its end.</summary>
    public Account LastAccount { get; private set; }

    public LogHogProcess Hog => _hog ?? throw new InvalidOperationException("not started");

    /// <summary>Starts the server and tells the senders where it is.</summary>
    /// <exception cref="InvalidOperationException">It did not become ready.</exception>
    public async Task StartAsync(string failpoints = "", string[]? startedBy = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        // A runtime that is killed leaves its diagnostics' sockets behind, three files in the temporary folder each time.
        Dictionary<string, string> variables = new(environment ?? new Dictionary<string, string>()) { ["LOGHOG_FAILPOINTS"] = failpoints, ["DOTNET_EnableDiagnostics"] = "0" };
        _hog = await LogHogProcess.StartAsync(
            Configuration, FacilitiesText, new LogHogProcessOptions { Folder = _own.Path, Environment = variables, StartedBy = startedBy ?? [] });
        Load.Address = _hog.HttpAddress;
    }

    /// <summary>SIGKILL, now.</summary>
    public async Task KillAsync()
    {
        await Hog.KillAsync();
        await CloseAsync();
    }

    /// <summary>SIGTERM; all that was taken in is in its files afterwards.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        Stopwatch watch = Stopwatch.StartNew();
        int exitCode = await Hog.StopAsync();
        TimeSpan took = watch.Elapsed;
        LastAccount = Account.Read(Hog.Output);
        await CloseAsync();
        if (exitCode != 0)
            throw new InvalidOperationException($"loghogd ended with {exitCode}");
        return took;
    }

    /// <summary>Waits for an end that somebody else brings about (a failpoint).</summary>
    /// <returns>The exit code: 137 for SIGKILL.</returns>
    public async Task<int> EndedAsync()
    {
        int exitCode = await Hog.WaitForExit();
        await CloseAsync();
        return exitCode;
    }

    /// <summary>Waits for such an end for a while, then kills.</summary>
    /// <returns>True when it ended by itself.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        try
        {
            await Hog.WaitForExit().WaitAsync(time);
            await CloseAsync();
            return true;
        }
        catch (TimeoutException)
        {
        }

        try
        {
            await KillAsync();
            return false;
        }
        catch (InvalidOperationException)
        {
            await EndedAsync(); // by itself after all, in this moment
            return true;
        }
    }

    /// <summary>The counters add up exactly once nothing is under way.</summary>
    public async Task ConservedAsync()
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            MetricsText metrics = await Hog.Metrics();
            double pending = metrics.Sum("loghog_events_pending");
            double settled = metrics.Sum("loghog_events_stored_total") + metrics.Sum("loghog_events_rejected_total")
                + metrics.Sum("loghog_events_dropped_total");
            double received = metrics.Sum("loghog_events_received_total");
            Assert.True(received == settled + pending, $"received {received} is not settled {settled} + pending {pending}");
            if (pending == 0)
                return;
            Assert.True(waiting.Elapsed < SettleLimit, $"{pending} events are pending after {SettleLimit.TotalSeconds} s");
            await Task.Delay(5);
        }
    }

    /// <summary>Stops the load and the server and looks at every line.</summary>
    public async Task<Verdict> JudgeAsync()
    {
        await Load.StopAsync();
        await ConservedAsync();
        await StopAsync();
        return await Oracle.JudgeAsync(LogDir, Load);
    }

    public async ValueTask DisposeAsync()
    {
        await Load.StopAsync();
        Load.Dispose();
        try
        {
            if (_hog is not null)
                await _hog.KillAsync();
        }
        catch (InvalidOperationException)
        {
            // It has died by itself; what the test says about that is told, not this.
        }

        await CloseAsync();

        _own.Dispose();
    }

    private async Task CloseAsync()
    {
        if (_hog is not null)
            await _hog.DisposeAsync();
        _hog = null;
    }
}
