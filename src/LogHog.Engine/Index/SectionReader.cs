using System.Buffers.Binary;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Index;

/// <summary>Reads what <see cref="SectionWriter"/> wrote; whatever does not fit is <see cref="IndexDamageException"/>.</summary>
internal ref struct SectionReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Left => _bytes.Length - Position;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left)
            throw new IndexDamageException("a section ends too early");
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A number between 0 and a limit.</summary>
    public int Int32(int max)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
        return value >= 0 && value <= max ? value : throw new IndexDamageException("a number is out of its range");
    }

    public long? Time()
    {
        bool isSet = Byte() != 0;
        long unixNs = Int64();
        return isSet ? unixNs : null;
    }

    /// <summary>A number between 0 and a limit, seven bits a byte.</summary>
    public int Number(int max)
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Byte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
                return value <= max ? (int)value : throw new IndexDamageException("a number is out of its range");
        }

        throw new IndexDamageException("a number does not end");
    }

    public string Text(int bytesMax) => Utf8.Decode(Take(Number(bytesMax)));
}
