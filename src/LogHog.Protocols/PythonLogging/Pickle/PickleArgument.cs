using System.Buffers.Binary;
using System.Buffers.Text;

namespace LogHog.Protocols.PythonLogging.Pickle;

/// <summary>What follows an opcode in the pickle.</summary>
internal enum ArgumentLayout : byte
{
    /// <summary>Not an opcode at all.</summary>
    Unknown,
    Nothing,
    Bytes1,
    Bytes2,
    Bytes4,
    Bytes8,

    /// <summary>Text up to a line feed.</summary>
    Line,
    TwoLines,

    /// <summary>One byte of length, and so many bytes.</summary>
    Counted1,

    /// <summary>Four bytes of length, little-endian, and so many bytes. Signed ones that are negative are too long, too.</summary>
    Counted4,
    Counted8,
}

/// <summary>The arguments of opcodes: where they end, and what stands in them.</summary>
internal static class PickleArgument
{
    private static readonly ArgumentLayout[] Layouts = CreateLayouts();

    public static ArgumentLayout LayoutOf(byte opcode) => Layouts[opcode];

    /// <summary>The place behind the opcode and its argument; -1 = no opcode, or cut off.</summary>
    public static int End(ReadOnlySpan<byte> pickle, int position)
    {
        int start = position + 1;
        int left = pickle.Length - start;
        int bytes;
        switch (Layouts[pickle[position]])
        {
            case ArgumentLayout.Nothing:
                return start;
            case ArgumentLayout.Bytes1:
                bytes = 1;
                break;
            case ArgumentLayout.Bytes2:
                bytes = 2;
                break;
            case ArgumentLayout.Bytes4:
                bytes = 4;
                break;
            case ArgumentLayout.Bytes8:
                bytes = 8;
                break;
            case ArgumentLayout.Counted1 when left >= 1:
                bytes = 1 + pickle[start];
                break;
            case ArgumentLayout.Counted4 when left >= 4:
                uint count4 = BinaryPrimitives.ReadUInt32LittleEndian(pickle[start..]);
                return count4 > (uint)(left - 4) ? -1 : start + 4 + (int)count4;
            case ArgumentLayout.Counted8 when left >= 8:
                ulong count8 = BinaryPrimitives.ReadUInt64LittleEndian(pickle[start..]);
                return count8 > (ulong)(left - 8) ? -1 : start + 8 + (int)count8;
            case ArgumentLayout.Line:
                return LineEnd(pickle, start);
            case ArgumentLayout.TwoLines:
                int second = LineEnd(pickle, start);
                return second < 0 ? -1 : LineEnd(pickle, second);
            default:
                return -1;
        }
        return bytes > left ? -1 : start + bytes;
    }

    /// <summary>The bytes or text of a counted argument or a line; of two lines the first.</summary>
    public static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> pickle, int position)
    {
        int start = ContentStart(pickle, position);
        switch (Layouts[pickle[position]])
        {
            case ArgumentLayout.Counted1:
                return pickle.Slice(start, pickle[start - 1]);
            case ArgumentLayout.Counted4:
                return pickle.Slice(start, BinaryPrimitives.ReadInt32LittleEndian(pickle[(start - 4)..]));
            case ArgumentLayout.Counted8:
                return pickle.Slice(start, (int)BinaryPrimitives.ReadInt64LittleEndian(pickle[(start - 8)..]));
            case ArgumentLayout.Line or ArgumentLayout.TwoLines:
                return pickle[start..(LineEnd(pickle, start) - 1)];
            default:
                return pickle[start..End(pickle, position)];
        }
    }

    /// <summary>Where the content begins: behind the opcode and the count.</summary>
    public static int ContentStart(ReadOnlySpan<byte> pickle, int position) => Layouts[pickle[position]] switch
    {
        ArgumentLayout.Counted1 => position + 2,
        ArgumentLayout.Counted4 => position + 5,
        ArgumentLayout.Counted8 => position + 9,
        _ => position + 1,
    };

    /// <summary>The second of two lines.</summary>
    public static ReadOnlySpan<byte> SecondLine(ReadOnlySpan<byte> pickle, int position)
    {
        int start = LineEnd(pickle, position + 1);
        return pickle[start..(LineEnd(pickle, start) - 1)];
    }

    /// <summary>A number of the memo or of an extension; -1 = there is none.</summary>
    public static long Number(ReadOnlySpan<byte> pickle, int position)
    {
        ReadOnlySpan<byte> argument = pickle[(position + 1)..];
        switch (Layouts[pickle[position]])
        {
            case ArgumentLayout.Bytes1:
                return argument[0];
            case ArgumentLayout.Bytes2:
                return BinaryPrimitives.ReadUInt16LittleEndian(argument);
            case ArgumentLayout.Bytes4:
                return BinaryPrimitives.ReadUInt32LittleEndian(argument);
            default:
                ReadOnlySpan<byte> digits = Content(pickle, position);
                return Utf8Parser.TryParse(digits, out uint number, out int read) && read == digits.Length ? number : -1;
        }
    }

    private static int LineEnd(ReadOnlySpan<byte> pickle, int start)
    {
        int length = pickle[start..].IndexOf((byte)'\n');
        return length < 0 ? -1 : start + length + 1;
    }

    private static ArgumentLayout[] CreateLayouts()
    {
        var layouts = new ArgumentLayout[256];
        Set(ArgumentLayout.Nothing, "(.012NQRabde]lot)us}"u8);
        Set(ArgumentLayout.Nothing, [0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8F, 0x90, 0x91, 0x92, 0x93, 0x94, 0x97, 0x98]);
        Set(ArgumentLayout.Bytes1, [(byte)'K', (byte)'h', (byte)'q', 0x80, 0x82]);
        Set(ArgumentLayout.Bytes2, [(byte)'M', 0x83]);
        Set(ArgumentLayout.Bytes4, [(byte)'J', (byte)'j', (byte)'r', 0x84]);
        Set(ArgumentLayout.Bytes8, [(byte)'G', 0x95]);
        Set(ArgumentLayout.Line, "FILPSVgp"u8);
        Set(ArgumentLayout.TwoLines, "ci"u8);
        Set(ArgumentLayout.Counted1, [(byte)'U', (byte)'C', 0x8A, 0x8C]);
        Set(ArgumentLayout.Counted4, [(byte)'T', (byte)'X', (byte)'B', 0x8B]);
        Set(ArgumentLayout.Counted8, [0x8D, 0x8E, 0x96]);
        return layouts;

        void Set(ArgumentLayout layout, ReadOnlySpan<byte> opcodes)
        {
            foreach (byte opcode in opcodes)
                layouts[opcode] = layout;
        }
    }
}
