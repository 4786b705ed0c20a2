namespace LogHog.Engine.Formats;

/// <summary>
/// Where the texts of one event are put together that do not stand in the line as they are. Resolving an escape or a
/// continuation never makes a text longer, so the length of the event bounds all of them together.
/// </summary>
internal sealed class ParserScratch
{
    private byte[] _buffer = [];
    private int _used;
    private int _bytesMax;

    /// <summary>Forgets the texts of the event before.</summary>
    public void Begin(int eventBytes)
    {
        _used = 0;
        _bytesMax = eventBytes;
    }

    /// <summary>What is still free.</summary>
    public Span<byte> Free
    {
        get
        {
            if (_buffer.Length < _bytesMax)
                _buffer = new byte[Math.Max(_bytesMax, Math.Min(2 * _buffer.Length, Array.MaxLength))];
            return _buffer.AsSpan(_used);
        }
    }

    /// <summary>Keeps the first bytes of <see cref="Free"/> until the next event.</summary>
    public ReadOnlyMemory<byte> Keep(int count)
    {
        var kept = new ReadOnlyMemory<byte>(_buffer, _used, count);
        _used += count;
        return kept;
    }
}
