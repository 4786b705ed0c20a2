using System.Buffers;
using System.Buffers.Binary;

namespace LogHog.Protocols.Protobuf;

/// <summary>Writes protobuf messages. Owns pooled memory: who has read <see cref="Written"/> disposes of it.</summary>
internal sealed class ProtobufWriter : IDisposable
{
    // A length is written before it is known: five bytes hold every one, however small.
    private const int LengthBytes = 5;
    private const int VarintBytesMax = 10;
    private const int BytesMin = 16 << 10;

    private byte[] _array = [];
    private int _length;

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, _length);

    public void WriteVarint(int number, ulong value)
    {
        WriteTag(number, WireType.Varint);
        WriteVarint(value);
    }

    public void WriteFixed64(int number, ulong value)
    {
        WriteTag(number, WireType.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);
        _length += sizeof(ulong);
    }

    public void WriteFixed32(int number, uint value)
    {
        WriteTag(number, WireType.Fixed32);
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);
        _length += sizeof(uint);
    }

    /// <summary>Room for a value of at most so many bytes; <see cref="Commit"/> says how many there are.</summary>
    public Span<byte> BeginBytes(int number, int bytesMax, out int place)
    {
        place = Begin(number);
        return Reserve(bytesMax);
    }

    public void Commit(int place, int bytes)
    {
        _length += bytes;
        End(place);
    }

    /// <summary>Begins a message; <see cref="End"/> takes what is returned.</summary>
    public int Begin(int number)
    {
        WriteTag(number, WireType.Bytes);
        Reserve(LengthBytes);
        _length += LengthBytes;
        return _length;
    }

    public void End(int place)
    {
        uint length = (uint)(_length - place);
        Span<byte> room = _array.AsSpan(place - LengthBytes, LengthBytes);
        for (int index = 0; index < LengthBytes; index++, length >>= 7)
            room[index] = (byte)((length & 0x7F) | (index < LengthBytes - 1 ? 0x80u : 0));
    }

    public void Dispose()
    {
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        _length = 0;
    }

    private void WriteTag(int number, WireType type) => WriteVarint(((ulong)number << 3) | (byte)type);

    private void WriteVarint(ulong value)
    {
        Span<byte> room = Reserve(VarintBytesMax);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
            room[at++] = (byte)(value | 0x80);
        room[at] = (byte)value;
        _length += at + 1;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_array.Length - _length < bytes)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(2 * _length, _length + bytes), BytesMin));
            _array.AsSpan(0, _length).CopyTo(larger);
            if (_array.Length > 0)
                ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }

        return _array.AsSpan(_length);
    }
}
