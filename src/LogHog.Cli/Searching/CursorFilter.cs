using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>Leaves out the rows that a cursor has seen, and notes where the answer ends.</summary>
internal sealed class CursorFilter(RowCursor? after, IPipeProcessor next) : IPipeProcessor
{
    private readonly List<uint> _seen = [.. after?.Seen ?? []];
    private readonly List<uint> _last = [.. after?.Seen ?? []];
    private long _lastUnixNs = after?.UnixNs ?? long.MinValue;

    /// <summary>The newest row so far, or where it began; null = there was none.</summary>
    public RowCursor? Last => _lastUnixNs == long.MinValue ? null : new RowCursor(_lastUnixNs, _last);

    public bool Process(RowBatch batch)
    {
        batch.Keep(this, static (filter, row) => filter.IsNew(row));
        return batch.Count == 0 || next.Process(batch);
    }

    public void Flush() => next.Flush();

    private bool IsNew(Row row)
    {
        if (!row.TryGetTime(out long unixNs))
            return true;
        // Without fingerprints all of the moment was seen.
        if (unixNs == after?.UnixNs && (after.Seen.Count == 0 || _seen.Remove(RowCursor.Fingerprint(row))))
            return false;
        if (unixNs < _lastUnixNs)
            return true;
        if (unixNs > _lastUnixNs)
            _last.Clear();
        _lastUnixNs = unixNs;
        _last.Add(RowCursor.Fingerprint(row));
        return true;
    }
}
