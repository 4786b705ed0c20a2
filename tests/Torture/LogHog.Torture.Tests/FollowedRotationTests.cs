using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LogHog.TestKit;
using LogHog.Torture.Harness;

namespace LogHog.Torture;

/// <summary>Programs write, a rotator rotates and loghogd follows, is killed and started again: all at the same time.</summary>
public sealed class FollowedRotationTests
{
    private const int RotationsPerLog = 250;
    private const int KillsMin = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Every_line_that_could_be_read_is_stored_once_and_in_order_and_no_more_is_counted_as_lost_than_is()
    {
        Random random = SeededRandom.Create();
        int rotations = Scale.Count(sample: 80, full: 10_000);
        FollowedTotals totals = new();
        for (int done = 0, log = 0; done < rotations; log++)
        {
            int some = Math.Min(RotationsPerLog, Math.Max(1, (rotations - done) / (log == 0 ? 2 : 1)));
            await RunAsync(random, some, isLogrotate: log % 2 == 1, totals);
            done += some;
        }

        Report.Row("rotations of a followed log, written meanwhile, with kills", $"{rotations:N0}", totals.ToString());
    }

    private static async Task RunAsync(Random random, int rotations, bool isLogrotate, FollowedTotals totals)
    {
        using RotatedLog log = new(random, isLogrotate);
        string pattern = random.Next(2) == 0 ? log.Path : $"{log.Path}*";
        await using FollowingDaemon daemon = new(log.Path, pattern, new Random(random.Next()));
        // What was rotated before it was followed for the first time is nobody's concern.
        await daemon.StartAsync();
        await log.BeginAsync();
        using CancellationTokenSource livesOn = new();
        Task lives = daemon.LiveAsync(livesOn.Token);
        for (int rotation = 0; (rotation < rotations || daemon.Kills < KillsMin) && !lives.IsCompleted; rotation++)
        {
            await Task.Delay(random.Next(60));
            await log.RotateAsync(daemon);
        }

        await livesOn.CancelAsync();
        await lives;
        FollowedAccount account = new(await log.EndAsync(), log.KeptLines(), log.Deleted);
        await account.StoredAsync(daemon, Limit);
        account.Judge(await daemon.Hog.Metrics());
        totals.Add(account, daemon, log);
    }
}

/// <summary>What was written, what could be read, and what was stored of it.</summary>
internal sealed class FollowedAccount(IReadOnlyList<IReadOnlyList<string>> written, HashSet<string> kept, IReadOnlyList<DeletedLog> deleted)
{
    private readonly HashSet<string> _written = [.. written.SelectMany(static lines => lines)];
    private readonly HashSet<string> _readable = [.. kept, .. deleted.Where(static log => log.IsHeld).SelectMany(static log => log.Lines)];
    private string[] _stored = [];

    public int Lines => _written.Count;

    public int LinesLost { get; private set; }

    public long BytesLost { get; private set; }

    public long BytesCounted { get; private set; }

    /// <summary>Waits until all that could be read is stored, and nothing more waits.</summary>
    public async Task StoredAsync(FollowingDaemon daemon, TimeSpan limit)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        do
        {
            await Task.Delay(100);
            _stored = File.Exists(daemon.StoredPath) ? [.. (await File.ReadAllTextAsync(daemon.StoredPath)).Split('\n')[..^1].Select(Message)] : [];
        }
        while (!(_readable.IsSubsetOf(_stored) && (await daemon.Hog.Metrics()).Sum("loghog_tail_bytes_waiting") == 0) && waiting.Elapsed < limit);
    }

    public void Judge(MetricsText metrics)
    {
        string[] twice = [.. _stored.GroupBy(static line => line).Where(static same => same.Count() > 1).Select(static same => same.Key)];
        Assert.True(twice.Length == 0, $"stored twice: {string.Join(", ", twice.Take(10))} and so on, {twice.Length} in all");
        string[] missing = [.. _readable.Except(_stored)];
        Assert.True(missing.Length == 0, $"in a file and not stored: {string.Join(", ", missing.Take(10))} and so on, {missing.Length} in all");
        // Of a line whose end was cut away before it came, the beginning is kept.
        string[] pieces = [.. _stored.Except(_written)];
        string[] lost = [.. _written.Except(_stored)];
        Assert.All(pieces, piece => Assert.Contains(lost, line => line.StartsWith(piece, StringComparison.Ordinal)));
        string[] whole = [.. _stored.Except(pieces)];
        for (int program = 0; program < written.Count; program++)
        {
            string begin = string.Create(CultureInfo.InvariantCulture, $"w{program} ");
            string[] ofProgram = [.. whole.Where(line => line.StartsWith(begin, StringComparison.Ordinal))];
            Assert.Equal(ofProgram.Order(StringComparer.Ordinal), ofProgram);
        }

        LinesLost = lost.Length;
        BytesLost = lost.Sum(static line => line.Length + 1L) - pieces.Sum(static piece => piece.Length);
        BytesCounted = (long)metrics.Sum("loghog_tail_lost_bytes_total");
        Assert.InRange(BytesCounted, 0, BytesLost);
        // A file of which some was stored, and which was deleted while nobody followed, is known to be gone.
        HashSet<string> stored = [.. whole];
        int known = deleted.Count(log => log.WasDown && log.Lines.Any(stored.Contains) && !log.Lines.All(stored.Contains));
        Assert.InRange(metrics.Sum("loghog_tail_lost_files_total"), known, deleted.Count(static log => !log.IsHeld));
    }

    private static string Message(string line) => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("@m").GetString()!;
}

/// <summary>What all runs came to.</summary>
internal sealed class FollowedTotals
{
    private long _lines;
    private long _linesLost;
    private long _bytesLost;
    private long _bytesCounted;
    private int _kills;
    private int _stops;
    private int _inodes;

    public void Add(FollowedAccount account, FollowingDaemon daemon, RotatedLog log)
    {
        _lines += account.Lines;
        _linesLost += account.LinesLost;
        _bytesLost += account.BytesLost;
        _bytesCounted += account.BytesCounted;
        _kills += daemon.Kills;
        _stops += daemon.Stops;
        _inodes += log.InodesUsedAgain;
    }

    public override string ToString() =>
        $"{_lines:N0} lines, {_kills} kills, {_stops} stops, {_inodes} inodes used again: 0 twice, 0 lost that could be read, 0 out of order; "
        + $"{_linesLost:N0} lines ({_bytesLost:N0} bytes) were cut off after the copy or deleted unread, of which {_bytesCounted:N0} bytes had been seen and are counted";
}
