using System.Globalization;
using System.Numerics;

namespace LogHog.Engine.Formats.Python;

/// <summary>Where the text of a value is put together before it is padded. Grows, and is kept from event to event; for one thread.</summary>
internal sealed class Scratch
{
    // Ends and signs of usual values; a long text that needs escapes makes it grow once.
    private const int BytesMin = 256;

    private byte[] _bytes = new byte[BytesMin];

    public int Length { get; private set; }

    /// <summary>Forgets everything; what was borrowed holds no longer.</summary>
    public void Clear() => Length = 0;

    /// <summary>Goes back to an earlier length.</summary>
    public void Cut(int length) => Length = length;

    /// <summary>Takes bytes out of the middle; what is behind them moves down.</summary>
    public void Remove(int start, int count)
    {
        _bytes.AsSpan(start + count, Length - start - count).CopyTo(_bytes.AsSpan(start));
        Length -= count;
    }

    /// <summary>What was written behind a place, until the next write.</summary>
    public Span<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    public void Write(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Repeat(byte value, int count)
    {
        if (count <= 0)
            return;
        Reserve(count);
        _bytes.AsSpan(Length, count).Fill(value);
        Length += count;
    }

    /// <summary>Writes the decimal digits of a number.</summary>
    public void WriteNumber(UInt128 value)
    {
        Reserve(39); // digits of 2^128
        value.TryFormat(_bytes.AsSpan(Length), out int written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <inheritdoc cref="WriteNumber(UInt128)"/>
    public void WriteNumber(BigInteger value)
    {
        // BigInteger writes no UTF-8. Numbers of this size are nobody's everyday.
        foreach (char digit in value.ToString(CultureInfo.InvariantCulture))
            Write((byte)digit);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(Length + count, 2 * _bytes.Length));
    }
}
