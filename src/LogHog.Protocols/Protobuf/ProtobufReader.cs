using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LogHog.Protocols.Protobuf;

/// <summary>How a field's value is laid out (protobuf encoding, "Message structure").</summary>
internal enum WireType : byte
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,

    // 3 and 4 are groups, which were given up before proto3: whoever sends them sends no message of ours.
    Fixed32 = 5,
}

/// <summary>One field of a message as it stands on the wire.</summary>
/// <param name="Number">1 and up.</param>
/// <param name="Type">Says which of the two values holds.</param>
/// <param name="Number64">Of a varint or a fixed number, by its bits.</param>
/// <param name="Value">Of bytes, text or a message.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WireField(int Number, WireType Type, ulong Number64, ReadOnlyMemory<byte> Value)
{
    public bool Is(int number, WireType type) => Number == number && Type == type;
}

/// <summary>Reads the fields of one protobuf message in their order. Messages in it are slices, read by a reader of their own.</summary>
internal ref struct ProtobufReader(ReadOnlyMemory<byte> message)
{
    private readonly ReadOnlyMemory<byte> _message = message;
    private readonly ReadOnlySpan<byte> _bytes = message.Span;

    /// <summary>Of the next field.</summary>
    public int Position { get; private set; }

    /// <summary>What was read is no message.</summary>
    public bool IsBroken { get; private set; }

    /// <returns>False at the end, or where it is broken.</returns>
    public bool TryRead(out WireField field)
    {
        field = default;
        if (Position == _bytes.Length)
            return false;
        IsBroken = !TryReadField(out field);
        return !IsBroken;
    }

    private bool TryReadField(out WireField field)
    {
        field = default;
        if (!TryReadVarint(out ulong tag) || tag >> 3 is 0 or > 0x1FFF_FFFF)
            return false;
        int number = (int)(tag >> 3);
        WireType type = (WireType)(tag & 7);
        ulong value;
        switch (type)
        {
            case WireType.Varint:
                if (!TryReadVarint(out value))
                    return false;
                field = new WireField(number, type, value, default);
                return true;
            case WireType.Fixed64:
                if (_bytes.Length - Position < sizeof(ulong))
                    return false;
                field = new WireField(number, type, BinaryPrimitives.ReadUInt64LittleEndian(_bytes[Position..]), default);
                Position += sizeof(ulong);
                return true;
            case WireType.Fixed32:
                if (_bytes.Length - Position < sizeof(uint))
                    return false;
                field = new WireField(number, type, BinaryPrimitives.ReadUInt32LittleEndian(_bytes[Position..]), default);
                Position += sizeof(uint);
                return true;
            case WireType.Bytes:
                if (!TryReadVarint(out value) || value > (ulong)(_bytes.Length - Position))
                    return false;
                field = new WireField(number, type, 0, _message.Slice(Position, (int)value));
                Position += (int)value;
                return true;
            default:
                return false;
        }
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        // Ten bytes hold 64 bits.
        for (int shift = 0; shift < 70 && Position < _bytes.Length; shift += 7)
        {
            byte next = _bytes[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }
}
