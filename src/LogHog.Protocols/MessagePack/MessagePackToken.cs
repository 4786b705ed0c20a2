using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LogHog.Protocols.MessagePack;

internal enum MessagePackKind : byte
{
    Nil,
    Bool,
    Signed,
    Unsigned,
    Float,
    Text,
    Binary,
    Array,
    Map,
    Extension,
}

/// <summary>The head of one MessagePack object: what it is, and how much belongs to it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="HeadBytes">Bytes up to the data of a text, binary or extension, or up to the first object inside.</param>
/// <param name="Count">Bytes of those data, objects of an array, or pairs of a map; 4 = a float was a single.</param>
/// <param name="Bits">A number's value: 64 bits of a signed, unsigned or double; 1 = true; of an extension its type.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessagePackToken(MessagePackKind Kind, int HeadBytes, uint Count, ulong Bits)
{
    public long Signed => (long)Bits;

    public double Float => BitConverter.UInt64BitsToDouble(Bits);

    /// <summary>Bytes behind the head that hold no objects.</summary>
    public uint DataBytes => Kind is MessagePackKind.Text or MessagePackKind.Binary or MessagePackKind.Extension ? Count : 0;

    /// <summary>Objects inside.</summary>
    public long Children => Kind switch
    {
        MessagePackKind.Array => Count,
        MessagePackKind.Map => 2L * Count,
        _ => 0,
    };

    public bool IsText => Kind is MessagePackKind.Text or MessagePackKind.Binary;

    /// <summary>Reads the head at the start.</summary>
    /// <returns>Event, NeedMore, or Broken for the one byte that begins nothing (0xc1).</returns>
    public static DecodeStatus Read(ReadOnlySpan<byte> input, out MessagePackToken token)
    {
        token = default;
        if (input.IsEmpty)
            return DecodeStatus.NeedMore;
        byte lead = input[0];
        switch (lead)
        {
            case <= 0x7F:
                token = new(MessagePackKind.Unsigned, 1, 0, lead);
                return DecodeStatus.Event;
            case <= 0x8F:
                token = new(MessagePackKind.Map, 1, (uint)(lead & 0x0F), 0);
                return DecodeStatus.Event;
            case <= 0x9F:
                token = new(MessagePackKind.Array, 1, (uint)(lead & 0x0F), 0);
                return DecodeStatus.Event;
            case <= 0xBF:
                token = new(MessagePackKind.Text, 1, (uint)(lead & 0x1F), 0);
                return DecodeStatus.Event;
            case >= 0xE0:
                token = new(MessagePackKind.Signed, 1, 0, (ulong)(sbyte)lead);
                return DecodeStatus.Event;
            case 0xC1:
                return DecodeStatus.Broken;
            default:
                int argumentBytes = ArgumentBytes(lead);
                if (input.Length < 1 + argumentBytes)
                    return DecodeStatus.NeedMore;
                token = ReadLong(lead, input.Slice(1, argumentBytes));
                return DecodeStatus.Event;
        }
    }

    /// <summary>Bytes behind the lead byte that still belong to the head, 0xc0 and 0xc2 to 0xdf.</summary>
    private static int ArgumentBytes(byte lead) => lead switch
    {
        0xC0 or 0xC2 or 0xC3 => 0,
        0xC4 or 0xCC or 0xD0 or 0xD9 or 0xD4 or 0xD5 or 0xD6 or 0xD7 or 0xD8 => 1,
        0xC5 or 0xCD or 0xD1 or 0xDA or 0xDC or 0xDE or 0xC7 => 2,
        0xC8 => 3,
        0xC9 => 5,
        0xCB or 0xCF or 0xD3 => 8,
        _ => 4,
    };

    private static MessagePackToken ReadLong(byte lead, ReadOnlySpan<byte> argument)
    {
        int head = 1 + argument.Length;
        switch (lead)
        {
            case 0xC0:
                return new(MessagePackKind.Nil, head, 0, 0);
            case 0xC2 or 0xC3:
                return new(MessagePackKind.Bool, head, 0, (ulong)(lead & 1));
            case 0xC4 or 0xC5 or 0xC6:
                return new(MessagePackKind.Binary, head, (uint)Unsigned(argument), 0);
            case 0xC7 or 0xC8 or 0xC9:
                return new(MessagePackKind.Extension, head, (uint)Unsigned(argument[..^1]), (ulong)(sbyte)argument[^1]);
            case >= 0xD4 and <= 0xD8:
                return new(MessagePackKind.Extension, head, 1U << (lead - 0xD4), (ulong)(sbyte)argument[0]);
            case 0xCA:
                return new(MessagePackKind.Float, head, sizeof(float), BitConverter.DoubleToUInt64Bits(BinaryPrimitives.ReadSingleBigEndian(argument)));
            case 0xCB:
                return new(MessagePackKind.Float, head, 0, BinaryPrimitives.ReadUInt64BigEndian(argument));
            case >= 0xCC and <= 0xCF:
                return new(MessagePackKind.Unsigned, head, 0, Unsigned(argument));
            case >= 0xD0 and <= 0xD3:
                int spare = 64 - (8 * argument.Length);
                return new(MessagePackKind.Signed, head, 0, (ulong)((long)(Unsigned(argument) << spare) >> spare));
            case 0xD9 or 0xDA or 0xDB:
                return new(MessagePackKind.Text, head, (uint)Unsigned(argument), 0);
            case 0xDC or 0xDD:
                return new(MessagePackKind.Array, head, (uint)Unsigned(argument), 0);
            default:
                return new(MessagePackKind.Map, head, (uint)Unsigned(argument), 0);
        }
    }

    private static ulong Unsigned(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte one in bytes)
            value = (value << 8) | one;
        return value;
    }
}
