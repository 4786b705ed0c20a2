using System.Buffers;
using System.Diagnostics;

namespace LogHog.Engine.Formats;

/// <summary>
/// The output of one event: writes straight into the span of an <see cref="IBufferWriter{T}"/>, and asks for another span
/// only when the first was too small. Nothing is handed over before <see cref="Finish"/> unless the span was full.
/// </summary>
internal ref struct LineBuffer
{
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;

    /// <param name="output">Where the bytes go.</param>
    /// <param name="bytesHint">Bytes that the event will probably need.</param>
    public LineBuffer(IBufferWriter<byte> output, int bytesHint)
    {
        _output = output;
        _span = output.GetSpan(bytesHint);
        _used = 0;
    }

    public void Write(byte value)
    {
        if (_used == _span.Length)
            Grow(1);
        _span[_used++] = value;
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _span.Length - _used)
            Grow(bytes.Length);
        bytes.CopyTo(_span[_used..]);
        _used += bytes.Length;
    }

    /// <summary>The next <paramref name="count"/> bytes, for the caller to fill completely.</summary>
    public Span<byte> Take(int count)
    {
        if (count > _span.Length - _used)
            Grow(count);
        Span<byte> taken = _span.Slice(_used, count);
        _used += count;
        return taken;
    }

    /// <summary>Hands the event over. The instance is done with.</summary>
    public readonly void Finish() => _output.Advance(_used);

    private void Grow(int count)
    {
        _output.Advance(_used);
        _span = _output.GetSpan(count);
        Debug.Assert(_span.Length >= count, "an IBufferWriter gives at least what is asked for");
        _used = 0;
    }
}
