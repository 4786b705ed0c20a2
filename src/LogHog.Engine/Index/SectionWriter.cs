using System.Buffers.Binary;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Index;

/// <summary>Bytes of an index in the making; little-endian. Used again and again.</summary>
internal sealed class SectionWriter
{
    /// <summary>Packed numbers are read eight bytes at a time, also the last.</summary>
    public const int PackedPadding = 8;

    private byte[] _bytes = new byte[64 << 10];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>The next bytes, for the caller to fill completely.</summary>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(Length + count, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length += count;
        return taken;
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void SetInt32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);

    /// <summary>A moment that may be missing.</summary>
    public void Time(long? unixNs)
    {
        Byte(unixNs is null ? (byte)0 : (byte)1);
        Int64(unixNs ?? 0);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void Number(int value)
    {
        uint rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
            Byte((byte)(rest | 0x80));
        Byte((byte)rest);
    }

    /// <summary>A text with its length.</summary>
    public void Text(string text)
    {
        byte[] bytes = Utf8.Encode(text);
        Number(bytes.Length);
        Bytes(bytes);
    }
}
