using System.Buffers.Binary;
using System.Text;

namespace LogHog.Engine.Durability.Journal;

/// <summary>Fills a record's payload; the caller has measured it before.</summary>
internal ref struct PayloadWriter(Span<byte> payload)
{
    private readonly Span<byte> _payload = payload;
    private int _at;

    public readonly int Length => _at;

    public void UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_payload[_at..], checked((ushort)value));
        _at += sizeof(ushort);
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_payload[_at..], value);
        _at += sizeof(int);
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_payload[_at..], value);
        _at += sizeof(long);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_payload[_at..]);
        _at += bytes.Length;
    }

    /// <summary>Two bytes of length, then UTF-8.</summary>
    public void Text(string text)
    {
        int size = Encoding.UTF8.GetBytes(text, _payload[(_at + sizeof(ushort))..]);
        UInt16(size);
        _at += size;
    }

    public static int TextBytes(string text) => sizeof(ushort) + Encoding.UTF8.GetByteCount(text);
}

/// <summary>
/// Reads a payload back. Its checksum was right, so it is what we wrote, or another version did: what does not fit makes
/// <see cref="IsGood"/> false instead of throwing.
/// </summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _at;

    public bool IsGood { get; private set; } = true;

    public readonly int Position => _at;

    public int UInt16() => Take(sizeof(ushort)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : 0;

    public int Int32() => Take(sizeof(int)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    public long Int64() => Take(sizeof(long)) is { Length: > 0 } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    public string Text() => Encoding.UTF8.GetString(Take(UInt16()));

    public ReadOnlySpan<byte> TextBytes() => Take(UInt16());

    public void SkipText() => Take(UInt16());

    public ReadOnlySpan<byte> Take(int size)
    {
        if (!IsGood || size < 0 || size > _payload.Length - _at)
        {
            IsGood = false;
            return default;
        }
        _at += size;
        return _payload.Slice(_at - size, size);
    }
}
