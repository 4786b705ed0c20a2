using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using LogHog.Protocols.Json;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.MessagePack;

/// <summary>
/// Spells objects: numbers in decimal, lists and what they hold as JSON. Bytes that are no UTF-8 become U+DC80 and above (see
/// <see cref="Events.LogEvent"/>), extensions hexadecimal, times of Fluent and of MessagePack decimal seconds.
/// </summary>
/// <remarks>No byte becomes more than seven: that is a map from false to false; <c>0x00</c> in a text is <c>\u0000</c>.</remarks>
internal static class MessagePackText
{
    /// <summary>Bytes that a number takes at most: a double with its exponent.</summary>
    public const int NumberBytesMax = 32;

    /// <summary>Bytes of JSON for each byte of an object, at most.</summary>
    public const int JsonBytesPerByte = 7;

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    /// <summary>Spells a number; one that is not finite as <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    public static int WriteNumber(MessagePackToken token, Span<byte> output)
    {
        int bytes;
        switch (token.Kind)
        {
            case MessagePackKind.Unsigned:
                Utf8Formatter.TryFormat(token.Bits, output, out bytes);
                return bytes;
            case MessagePackKind.Signed:
                Utf8Formatter.TryFormat(token.Signed, output, out bytes);
                return bytes;
            default:
                // A single has fewer digits than the double that it is equal to.
                if (token.Count == sizeof(float))
                    ((float)token.Float).TryFormat(output, out bytes, "R", CultureInfo.InvariantCulture);
                else
                    token.Float.TryFormat(output, out bytes, "R", CultureInfo.InvariantCulture);
                return bytes;
        }
    }

    /// <summary>Copies a text or binary; <paramref name="output"/> has room for three times its bytes.</summary>
    public static int WriteText(ReadOnlySpan<byte> text, Span<byte> output)
    {
        if (!Utf8.IsValid(text))
            return WtfCharacter.EscapeBytes(text, output);
        text.CopyTo(output);
        return text.Length;
    }

    /// <summary>An extension: a time as seconds, any other as hexadecimal digits. Room for twice its bytes and a number.</summary>
    public static int WriteExtension(MessagePackToken token, ReadOnlySpan<byte> data, Span<byte> output)
    {
        if (TryReadTime(token, data, out long seconds, out uint nanoseconds))
        {
            Utf8Formatter.TryFormat(seconds, output, out int bytes);
            output[bytes++] = (byte)'.';
            Utf8Formatter.TryFormat(nanoseconds, output[bytes..], out int digits, new StandardFormat('D', 9));
            return bytes + digits;
        }

        for (int at = 0; at < data.Length; at++)
        {
            output[2 * at] = HexDigits[data[at] >> 4];
            output[(2 * at) + 1] = HexDigits[data[at] & 0xF];
        }

        return 2 * data.Length;
    }

    /// <summary>Fluent's EventTime (type 0: two 32-bit numbers), and MessagePack's own timestamp (type -1) of 32 and 64 bits.</summary>
    public static bool TryReadTime(MessagePackToken token, ReadOnlySpan<byte> data, out long seconds, out uint nanoseconds)
    {
        (seconds, nanoseconds) = (0, 0);
        if (token.Kind != MessagePackKind.Extension || token.Signed is not (0 or -1))
            return false;
        if (data.Length == sizeof(ulong) && token.Signed == 0)
        {
            seconds = BinaryPrimitives.ReadUInt32BigEndian(data);
            nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        }
        else if (data.Length == sizeof(ulong))
        {
            ulong both = BinaryPrimitives.ReadUInt64BigEndian(data);
            seconds = (long)(both & 0x3_FFFF_FFFF);
            nanoseconds = (uint)(both >> 34);
        }
        else if (data.Length == sizeof(uint) && token.Signed == -1)
        {
            seconds = BinaryPrimitives.ReadUInt32BigEndian(data);
        }
        else
        {
            return false;
        }

        return nanoseconds < 1_000_000_000;
    }

    /// <summary>An object as JSON; nested at most as deep as was checked. Room for <see cref="JsonBytesPerByte"/> times its bytes.</summary>
    /// <returns>Bytes written; -1 = it nests too deeply.</returns>
    public static int WriteJson(ref MessagePackReader reader, Span<byte> output, int depthLeft)
    {
        MessagePackToken token = reader.Read(out ReadOnlyMemory<byte> data);
        switch (token.Kind)
        {
            case MessagePackKind.Nil:
                return Put(output, "null"u8);
            case MessagePackKind.Bool:
                return Put(output, token.Bits != 0 ? "true"u8 : "false"u8);
            case MessagePackKind.Float when !double.IsFinite(token.Float):
                return Put(output, "null"u8);
            case MessagePackKind.Signed or MessagePackKind.Unsigned or MessagePackKind.Float:
                return WriteNumber(token, output);
            case MessagePackKind.Text or MessagePackKind.Binary:
                return WriteQuoted(data.Span, output);
            case MessagePackKind.Extension:
                return WriteQuotedExtension(token, data.Span, output);
            default:
                return depthLeft <= 0 ? -1 : WriteContainer(token, ref reader, output, depthLeft);
        }
    }

    private static int WriteContainer(MessagePackToken token, ref MessagePackReader reader, Span<byte> output, int depthLeft)
    {
        bool isMap = token.Kind == MessagePackKind.Map;
        int at = Put(output, isMap ? "{"u8 : "["u8);
        for (uint item = 0; item < token.Count; item++)
        {
            if (item > 0)
                output[at++] = (byte)',';
            int written = isMap ? WriteKey(ref reader, output[at..], depthLeft) : 0;
            if (written < 0)
                return -1;
            at += written;
            written = WriteJson(ref reader, output[at..], depthLeft - 1);
            if (written < 0)
                return -1;
            at += written;
        }

        return at + Put(output[at..], isMap ? "}"u8 : "]"u8);
    }

    /// <summary>A key is a text in JSON; what is another object here is spelled, then quoted.</summary>
    private static int WriteKey(ref MessagePackReader reader, Span<byte> output, int depthLeft)
    {
        int at = 0;
        if (reader.Peek().IsText)
        {
            at = WriteJson(ref reader, output, depthLeft);
        }
        else
        {
            if (reader.Peek().Children > 0)
                return -1;
            output[at++] = (byte)'"';
            int bytes = WriteJson(ref reader, output[at..], depthLeft);
            // Spelled in quotes already, as an extension is.
            if (output[at] == (byte)'"')
                output.Slice(at + 1, --bytes).CopyTo(output[at..]);
            else
                output[at + bytes++] = (byte)'"';
            at += bytes;
        }

        output[at++] = (byte)':';
        return at;
    }

    private static int WriteQuoted(ReadOnlySpan<byte> text, Span<byte> output)
    {
        output[0] = (byte)'"';
        int at = 1;
        while (!text.IsEmpty)
        {
            int read = 1;
            if (text[0] < 0x80)
            {
                at += WriteEscaped(text[0], output[at..]);
            }
            else if (Rune.DecodeFromUtf8(text, out _, out int length) == OperationStatus.Done)
            {
                read = length;
                text[..read].CopyTo(output[at..]);
                at += read;
            }
            else
            {
                at += Wtf8.Write(0xDC00 | text[0], output[at..]);
            }

            text = text[read..];
        }

        output[at++] = (byte)'"';
        return at;
    }

    private static int WriteEscaped(byte one, Span<byte> output)
    {
        if (one is (byte)'"' or (byte)'\\')
        {
            output[0] = (byte)'\\';
            output[1] = one;
            return 2;
        }
        if (one >= 0x20)
        {
            output[0] = one;
            return 1;
        }

        Put(output, "\\u00"u8);
        output[4] = HexDigits[one >> 4];
        output[5] = HexDigits[one & 0xF];
        return 6;
    }

    private static int WriteQuotedExtension(MessagePackToken token, ReadOnlySpan<byte> data, Span<byte> output)
    {
        output[0] = (byte)'"';
        int bytes = WriteExtension(token, data, output[1..]);
        output[bytes + 1] = (byte)'"';
        return bytes + 2;
    }

    private static int Put(Span<byte> output, ReadOnlySpan<byte> text)
    {
        text.CopyTo(output);
        return text.Length;
    }
}
