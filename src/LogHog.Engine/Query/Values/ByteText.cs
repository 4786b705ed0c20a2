using System.Buffers;
using System.Globalization;

namespace LogHog.Engine.Query.Values;

/// <summary>Builds UTF-8 texts, one after the other, in one buffer.</summary>
/// <param name="bytesMax">A text that grows beyond this ends the query.</param>
internal sealed class ByteText(int bytesMax = int.MaxValue)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    /// <summary>What it holds in memory, also while it is empty.</summary>
    public int Capacity => _buffer.Capacity;

    public int Length => _buffer.WrittenCount;

    public ReadOnlySpan<byte> Span => _buffer.WrittenSpan;

    public ByteText Clear()
    {
        _buffer.ResetWrittenCount();
        return this;
    }

    /// <exception cref="LogsQlException">The text would be too long.</exception>
    public ByteText Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > bytesMax - _buffer.WrittenCount)
        {
            throw QueryLimits.ValueTooLong();
        }

        _buffer.Write(bytes);
        return this;
    }

    public ByteText Add(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public ByteText Add(string text) => Add(Utf8.Encode(text));

    public ByteText Add(long number)
    {
        number.TryFormat(_buffer.GetSpan(20), out int written, provider: CultureInfo.InvariantCulture);
        _buffer.Advance(written);
        return this;
    }

    public byte[] ToArray() => Span.ToArray();
}
