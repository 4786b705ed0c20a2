namespace LogHog.Engine.Durability.Journal;

/// <summary>
/// Looks for parts in the end of a file, one behind the other, each at the beginning of a line, and none where another part is
/// known to be: of two equal ones each has its own place.
/// </summary>
internal sealed class TailSearch
{
    private readonly byte[] _bytes;
    private readonly long _start;
    private readonly List<(long Start, long End)> _taken;
    private int _from;

    /// <param name="file">Read now, once.</param>
    /// <param name="start">Where to begin; earlier when a part is known to be there, for its neighbours are near.</param>
    /// <param name="taken">Where parts are known to be.</param>
    public TailSearch(DurableFile file, long start, List<(long Start, long End)> taken)
    {
        _taken = taken;
        taken.Sort();
        if (taken.Count > 0)
            start = Math.Min(start, taken[0].Start);
        _start = Math.Max(0, start - 1); // the byte before tells whether a line begins
        _bytes = new byte[(int)Math.Min(int.MaxValue / 2, Math.Max(0, file.Length - _start))];
        file.Read(_start, _bytes);
    }

    /// <returns>The offset in the file; null when it is not there.</returns>
    public long? Find(ReadOnlySpan<byte> lines)
    {
        for (int from = _from; from < _bytes.Length;)
        {
            int at = _bytes.AsSpan(from).IndexOf(lines);
            if (at < 0)
                return null;
            at += from;
            bool beginsLine = at == 0 ? _start == 0 : _bytes[at - 1] == '\n';
            if (beginsLine && !IsTaken(_start + at, _start + at + lines.Length))
            {
                _from = at + lines.Length;
                return _start + at;
            }
            from = at + 1;
        }
        return null;
    }

    private bool IsTaken(long start, long end)
    {
        int low = 0;
        int high = _taken.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_taken[middle].End <= start)
                low = middle + 1;
            else
                high = middle;
        }
        return low < _taken.Count && _taken[low].Start < end;
    }
}
