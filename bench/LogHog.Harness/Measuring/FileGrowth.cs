using System.Diagnostics;

namespace LogHog.Harness.Measuring;

/// <summary>Watches a folder of log files from outside until everything that was sent is in it, or nothing more comes.</summary>
internal sealed class FileGrowth(string folder)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    // Longer than any server's flush interval (rsyslog's is 1 s).
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(1500);

    // A server that holds messages back for longer than this has lost them.
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, (long Bytes, long Lines)> _counted = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = new byte[1 << 20];

    /// <summary>Waits until the files hold <paramref name="linesWanted"/> lines after <paramref name="sender"/> has ended.</summary>
    public async Task<Growth> WaitAsync(Task sender, long linesWanted, bool mayLose)
    {
        long begun = Stopwatch.GetTimestamp();
        List<(TimeSpan At, long Bytes)> samples = [(TimeSpan.Zero, Bytes())];
        while (true)
        {
            await Task.Delay(Poll);
            TimeSpan now = Stopwatch.GetElapsedTime(begun);
            long bytes = Bytes();
            if (bytes != samples[^1].Bytes)
                samples.Add((now, bytes));
            TimeSpan still = now - samples[^1].At;
            if (!sender.IsCompleted || still < Quiet)
                continue;
            long lines = Lines();
            if (lines >= linesWanted || mayLose || still >= GiveUp)
                return new Growth(lines, Busy(samples), samples[^1].Bytes - samples[0].Bytes);
        }
    }

    /// <summary>Lines in all files; reads only what has grown since the last call.</summary>
    public long Lines() => Files().Sum(CountLines);

    // From 1 % to 99 % of the growth: neither the sender's start nor a last buffer that waits for a timer is the server's speed.
    private static TimeSpan Busy(List<(TimeSpan At, long Bytes)> samples)
    {
        long first = samples[0].Bytes, growth = samples[^1].Bytes - first;
        return (At(samples, first + growth * 99 / 100) - At(samples, first + growth / 100)) / 0.98;
    }

    private static TimeSpan At(List<(TimeSpan At, long Bytes)> samples, long bytes)
    {
        int i = samples.FindIndex(sample => sample.Bytes >= bytes);
        if (i <= 0)
            return samples[Math.Max(i, 0)].At;
        ((TimeSpan before, long from), (TimeSpan after, long to)) = (samples[i - 1], samples[i]);
        return before + (after - before) * ((double)(bytes - from) / (to - from));
    }

    private long Bytes() => Files().Sum(file => file.Length);

    private FileInfo[] Files() => Directory.Exists(folder)
        ? new DirectoryInfo(folder).GetFiles("*.log", SearchOption.AllDirectories)
        : [];

    private long CountLines(FileInfo info)
    {
        (long bytes, long lines) = _counted.GetValueOrDefault(info.FullName);
        using FileStream file = new(info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Position = bytes;
        for (int read; (read = file.Read(_buffer)) > 0; bytes += read)
            lines += _buffer.AsSpan(0, read).Count((byte)'\n');
        _counted[info.FullName] = (bytes, lines);
        return lines;
    }
}

/// <summary>What the files gained.</summary>
/// <param name="Lines">Lines in all files now.</param>
/// <param name="Busy">How long the files grew.</param>
/// <param name="Bytes">By how much.</param>
internal sealed record Growth(long Lines, TimeSpan Busy, long Bytes);
