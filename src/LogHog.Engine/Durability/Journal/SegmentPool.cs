using System.Globalization;

namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// The files of the journal: those in use, oldest first, and the spare ones. A spare is used again in the order in which it became
/// free, so that the oldest records are overwritten first.
/// </summary>
/// <remarks>Not for several threads at once: <see cref="JournalTail"/> holds its lock around it.</remarks>
internal sealed class SegmentPool(RootedFolder folder, JournalSettings settings)
{
    /// <summary>Kept back from batches, so that intents always have a place: without them a full journal could not empty itself.</summary>
    private const int ReservedForNotes = 1;

    private const string Prefix = "segment-";

    private readonly Queue<(string Name, long LastLsn, JournalSegment? Open)> _used = new();
    private readonly Queue<string> _spare = new();
    private int _lastNumber;
    private int _beingPrepared;
    private bool _isWriting;

    public bool NeedsSpare => _spare.Count + _beingPrepared == 0 && Count < settings.SegmentsMax;

    /// <summary>More than half is used: time to write the checkpoint forward.</summary>
    public bool IsHalfUsed => _used.Count >= settings.SegmentsMax / 2;

    private int Count => _used.Count + _spare.Count + _beingPrepared + (_isWriting ? 1 : 0);

    public static bool IsSegment(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && NumberOf(name) > 0;

    /// <summary>A file that was there at the start.</summary>
    public void Adopt(string name, long? lastLsn)
    {
        _lastNumber = Math.Max(_lastNumber, NumberOf(name));
        if (lastLsn is { } last)
            _used.Enqueue((name, last, null));
        else
            _spare.Enqueue(name);
    }

    /// <summary>The segment is full, or broken; it stays until the checkpoint has passed it.</summary>
    public void Retire(JournalSegment segment)
    {
        _isWriting = false;
        _used.Enqueue((segment.Name, segment.LastLsn, segment));
    }

    /// <summary>Another segment can be begun.</summary>
    public bool HasRoom(bool forBatches) =>
        _spare.Count + Math.Max(0, settings.SegmentsMax - Count) > (forBatches ? ReservedForNotes : 0);

    /// <summary>Begins the next segment.</summary>
    /// <returns>Null when all are in use.</returns>
    public JournalSegment? Begin(SegmentHeader header, bool forBatches)
    {
        if (!HasRoom(forBatches))
            return null;
        if (!_spare.TryDequeue(out string? name))
        {
            name = NameOf(++_lastNumber);
            JournalSegment.Prepare(folder, name, settings.SegmentBytes);
        }
        JournalSegment begun;
        try
        {
            begun = JournalSegment.Begin(folder, name, header);
        }
        catch
        {
            _spare.Enqueue(name);
            throw;
        }
        _isWriting = true;
        return begun;
    }

    /// <summary>True when the oldest segment holds nothing newer.</summary>
    public bool OldestEndsBy(long lsn) => _used.TryPeek(out var oldest) && oldest.LastLsn <= lsn;

    /// <summary>Makes free what ends at or before the checkpoint.</summary>
    public void Free(long checkpointLsn)
    {
        while (OldestEndsBy(checkpointLsn))
        {
            (string name, _, JournalSegment? open) = _used.Dequeue();
            open?.Dispose();
            _spare.Enqueue(name);
        }
    }

    /// <summary>The name for a spare that is to be made outside the lock; then <see cref="AddSpare"/> or <see cref="GiveUpSpare"/>.</summary>
    public string ReserveSpare()
    {
        _beingPrepared++;
        return NameOf(++_lastNumber);
    }

    public void AddSpare(string name)
    {
        _beingPrepared--;
        _spare.Enqueue(name);
    }

    public void GiveUpSpare() => _beingPrepared--;

    public void CloseAll()
    {
        foreach ((_, _, JournalSegment? open) in _used)
            open?.Dispose();
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:0000}");

    private static int NumberOf(string name) =>
        int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
