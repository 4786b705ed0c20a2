using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Torture.Harness;

/// <summary>
/// A log that programs write while it is rotated. Nothing that was rotated is ever deleted, so the folder shows afterwards which lines
/// could be read: those that it has not were cut off after the copy, or deleted.
/// </summary>
/// <param name="random">Decides.</param>
/// <param name="isLogrotate">The real logrotate rotates, in one set-up.</param>
internal sealed class RotatedLog(Random random, bool isLogrotate) : IDisposable
{
    // More than any run rotates.
    private const int Kept = 1_000;

    // Linux stamps files with the time of its last tick.
    private static readonly TimeSpan FileTimeStep = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly string[] LogrotateSetups =
    [
        "create", "create;compress", "create;compress;delaycompress", "nocreate;compress;delaycompress", "copytruncate", "copytruncate;compress",
    ];

    private readonly TempFolder _folder = new();
    private readonly List<LogProgram> _programs = [];
    private readonly List<LogProgram> _told = [];
    private readonly HashSet<long> _inodes = [];
    private readonly string _setup = LogrotateSetups[random.Next(LogrotateSetups.Length)];
    private DateTime _rotatedAt;

    public string Path => _folder["app.log"];

    public string Folder => _folder.Path;

    public List<DeletedLog> Deleted { get; } = [];

    /// <summary>How often a new file had the inode of an earlier one.</summary>
    public int InodesUsedAgain { get; private set; }

    public async Task BeginAsync()
    {
        // Programs that make the file themselves and a logrotate that does are at odds.
        string[] kinds = isLogrotate && _setup.StartsWith("create", StringComparison.Ordinal) ? ["held", "held", "held"] : ["held", "watched", "named"];
        foreach ((int number, string kind) in kinds.Index())
        {
            LogProgram program = await LogProgram.StartAsync(Path, number, kind);
            _programs.Add(program);
            if (kind == "held")
                _told.Add(program);
        }
    }

    /// <summary>Ends the programs.</summary>
    /// <returns>All lines that each of them wrote.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> EndAsync() => await Task.WhenAll(_programs.Select(static program => program.EndAsync()));

    public async Task RotateAsync(FollowingDaemon follower)
    {
        // Hours lie between two rotations: by then everybody has left the last file, and somebody has written to this one.
        await WrittenAsync(_rotatedAt + FileTimeStep);
        await (isLogrotate ? RunLogrotateAsync() : RotateAnyhowAsync(follower));
        _rotatedAt = TimeProvider.System.GetUtcNow().UtcDateTime;
    }

    /// <summary>The whole lines of all files that are there.</summary>
    public HashSet<string> KeptLines()
    {
        HashSet<string> lines = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "app.log*"))
        {
            using FileStream bytes = File.OpenRead(file);
            using Stream text = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
            lines.UnionWith(WholeLines(text));
        }

        return lines;
    }

    public void Dispose()
    {
        foreach (LogProgram program in _programs)
            program.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private async Task RunLogrotateAsync()
    {
        if (!File.Exists(Path))
            return;
        using FileStream old = Open(Path);
        string reopen = string.Join('\n', _told.Select(static program => $"    kill -HUP {program.ProcessId}"));
        string told = _setup.Contains("copytruncate", StringComparison.Ordinal) ? "" : $"  postrotate\n{reopen}\n  endscript\n";
        await File.WriteAllTextAsync(
            _folder["logrotate.conf"],
            $"{Path} {{\n  rotate {Kept}\n  missingok\n  su {Environment.UserName} {Group()}\n  {_setup.Replace(";", "\n  ", StringComparison.Ordinal)}\n{told}}}\n");
        File.SetUnixFileMode(_folder["logrotate.conf"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ProgramResult rotated = await ExternalProgram.RunAsync("/usr/sbin/logrotate", "--force", "--state", _folder["state"], _folder["logrotate.conf"]);
        Assert.True(rotated.ExitCode == 0, rotated.ToString());
        if (told.Length > 0)
            await LeftAsync(OpenFiles.InodeOf(old));
    }

    /// <summary>In any of the ways that rotation has.</summary>
    private async Task RotateAnyhowAsync(FollowingDaemon follower)
    {
        if (!File.Exists(Path))
            return;
        switch (random.Next(5))
        {
            case 0:
                await RenameAsync();
                break;
            case 1:
                await RenameAsync();
                await CompressAsync(1);
                break;
            case 2:
                await RenameAsync();
                // As delaycompress does: of the one before.
                await CompressAsync(2);
                break;
            case 3:
                await CopyTruncateAsync();
                if (random.Next(2) == 0)
                    await CompressAsync(1);
                break;
            default:
                await DeleteAsync(follower);
                break;
        }
    }

    private static string[] WholeLines(Stream text)
    {
        using StreamReader reader = new(text, Encoding.ASCII);
        string[] lines = reader.ReadToEnd().Split('\n');
        return lines[..^1];
    }

    private async Task RenameAsync()
    {
        using FileStream old = Open(Path);
        Shift();
        File.Move(Path, _folder["app.log.1"]);
        Begin();
        await LeftAsync(OpenFiles.InodeOf(old));
    }

    private async Task DeleteAsync(FollowingDaemon follower)
    {
        using FileStream old = Open(Path);
        DeletedLog deleted = new(OpenFiles.InodeOf(old));
        Stopwatch late = Stopwatch.StartNew();
        follower.Delete(deleted);
        Begin();
        await LeftAsync(deleted.Inode);
        // Who writes to a file so long after it was deleted is told that in the documentation.
        if (late.Elapsed > FollowingDaemon.CloseAfter / 2)
            deleted.IsHeld = false;
        deleted.Lines = WholeLines(old);
        Deleted.Add(deleted);
    }

    private async Task CopyTruncateAsync()
    {
        Shift();
        using FileStream log = new(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        using (FileStream copy = new(_folder["app.log.1"], FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            await log.CopyToAsync(copy);
        // As if the disk were slow: what comes now, only who follows can read.
        await Task.Delay(random.Next(10));
        log.SetLength(0);
    }

    private async Task CompressAsync(int number)
    {
        string path = _folder[$"app.log.{number}"];
        if (!File.Exists(path))
            return;
        ProgramResult packed = await ExternalProgram.RunAsync("gzip", path);
        Assert.True(packed.ExitCode == 0, packed.ToString());
    }

    /// <summary>A new file, by whoever rotates or by the first program that writes, and a signal to those that need one.</summary>
    private void Begin()
    {
        if (random.Next(2) == 0)
        {
            using FileStream created = new(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            InodesUsedAgain += _inodes.Add(OpenFiles.InodeOf(created)) ? 0 : 1;
        }

        _told.ForEach(static program => program.Reopen());
    }

    /// <summary>Waits until no program has the old file open; they go on writing meanwhile.</summary>
    private async Task LeftAsync(long inode)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (_programs.Any(program => OpenFiles.InodesOf(program.ProcessId).Contains(inode)))
        {
            Assert.True(waiting.Elapsed < Limit, "a program does not leave its old file");
            await Task.Delay(1);
        }
    }

    private async Task WrittenAsync(DateTime since)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (File.GetLastWriteTimeUtc(Path) <= since)
        {
            Assert.True(waiting.Elapsed < Limit, "no program writes");
            await Task.Delay(1);
        }
    }

    private void Shift()
    {
        for (int number = Kept; number >= 1; number--)
        {
            foreach (string suffix in (string[])["", ".gz"])
            {
                string from = _folder[$"app.log.{number}{suffix}"];
                if (File.Exists(from))
                    File.Move(from, _folder[$"app.log.{number + 1}{suffix}"]);
            }
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static string Group()
    {
        string entry = File.ReadLines("/etc/passwd").First(static line => line.StartsWith(Environment.UserName + ":", StringComparison.Ordinal));
        return File.ReadLines("/etc/group").First(line => line.Split(':')[2] == entry.Split(':')[3]).Split(':')[0];
    }
}
