using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Index;

/// <summary>What the indexer did, for the metrics. Written by its threads, read by any.</summary>
internal sealed class IndexCounters
{
    private readonly long[] _rebuilt = new long[Enum.GetValues<RebuildReason>().Length];
    private long _updates;
    private long _textBytes;
    private long _busyTicks;
    private long _failures;
    private long _unreadable;

    // Of the server's own logs, and of others' files: each has an indexer of its own.
    private readonly (long FilesBehind, long BytesBehind, long IndexBytes)[] _states = new (long, long, long)[2];

    public long Failures => Interlocked.Read(ref _failures);

    public long TextBytes => Interlocked.Read(ref _textBytes);

    public long Rebuilt(RebuildReason reason) => Interlocked.Read(ref _rebuilt[(int)reason]);

    public void Updated(long textBytes, TimeSpan took)
    {
        Interlocked.Increment(ref _updates);
        Interlocked.Add(ref _textBytes, textBytes);
        Interlocked.Add(ref _busyTicks, took.Ticks);
    }

    public void Rebuild(RebuildReason reason) => Interlocked.Increment(ref _rebuilt[(int)reason]);

    public void Failed() => Interlocked.Increment(ref _failures);

    public void Unreadable() => Interlocked.Increment(ref _unreadable);

    public void Behind(long files, long bytes, bool areOthers = false)
    {
        lock (_states)
            (State(areOthers).FilesBehind, State(areOthers).BytesBehind) = (files, bytes);
    }

    public void Takes(long indexBytes, bool areOthers = false)
    {
        lock (_states)
            State(areOthers).IndexBytes = indexBytes;
    }

    public IEnumerable<MetricValue> Metrics()
    {
        (long filesBehind, long bytesBehind, long indexBytes) = States();
        yield return new("loghog_index_updates_total", "", Interlocked.Read(ref _updates), IsCounter: true, "Times that a file's index was brought up to date.");
        yield return new("loghog_index_text_bytes_total", "", TextBytes, IsCounter: true, "Bytes of text that were indexed; the end of a live file counts again when it is done again.");
        yield return new("loghog_index_seconds_total", "", TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks)).TotalSeconds, IsCounter: true, "Seconds spent on it.");
        yield return new("loghog_index_files_behind", "", filesBehind, IsCounter: false, "Files of which a part is not indexed yet.");
        yield return new("loghog_index_bytes_behind", "", bytesBehind, IsCounter: false, "Bytes of files that are not indexed yet: searches read them.");
        yield return new("loghog_index_bytes", "", indexBytes, IsCounter: false, "Bytes that the index takes on the disk, as seen last.");
        yield return new("loghog_index_failures_total", "", Failures, IsCounter: true, "Attempts that the disk, or a mistake of ours, ended. They are made again later.");
        yield return new("loghog_index_unreadable_total", "", Interlocked.Read(ref _unreadable), IsCounter: true, "Files that cannot be indexed: damaged, binary, packed in a format whose library is missing, or in a folder that may not be written.");
        foreach (RebuildReason reason in Enum.GetValues<RebuildReason>())
        {
            yield return new(
                "loghog_index_rebuilds_total", $"reason=\"{Label(reason)}\"", Rebuilt(reason), IsCounter: true,
                "Indexes thrown away and made anew.");
        }
    }

    private ref (long FilesBehind, long BytesBehind, long IndexBytes) State(bool areOthers) => ref _states[areOthers ? 1 : 0];

    private (long FilesBehind, long BytesBehind, long IndexBytes) States()
    {
        lock (_states)
            return (_states.Sum(static one => one.FilesBehind), _states.Sum(static one => one.BytesBehind), _states.Sum(static one => one.IndexBytes));
    }

    private static string Label(RebuildReason reason) => reason switch
    {
        RebuildReason.Damaged => "damaged",
        RebuildReason.FileChanged => "file_changed",
        RebuildReason.OtherRules => "other_rules",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
