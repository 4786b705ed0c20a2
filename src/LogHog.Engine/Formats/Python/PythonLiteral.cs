using System.Buffers.Text;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// Elements of a list, a tuple or a dict that a field holds as text: in Python's spelling, <c>['a', {'id': 5}]</c>, or in JSON's.
/// Reads what is well formed; of anything else it finds nothing.
/// </summary>
internal static class PythonLiteral
{
    /// <summary>Whether the text may be a list, a tuple or a dict.</summary>
    public static bool IsContainer(ReadOnlySpan<byte> text) => text is [(byte)'[', .., (byte)']'] or [(byte)'(', .., (byte)')'] or [(byte)'{', .., (byte)'}'];

    /// <summary>The element at an index, or under a key.</summary>
    /// <param name="text">The container.</param>
    /// <param name="key">A number in decimal digits, or a dict's key.</param>
    /// <param name="scratch">Holds a text that had escapes.</param>
    public static PythonValue Item(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, Scratch scratch)
    {
        bool isDict = text[0] == '{';
        ReadOnlySpan<byte> rest = text[1..^1];
        int index = -1;
        if (!isDict && !Utf8Parser.TryParse(key, out index, out _))
            return default;
        for (int i = 0; TryTake(ref rest, (byte)(isDict ? ':' : ','), out ReadOnlySpan<byte> part); i++)
        {
            if (!isDict)
            {
                if (i == index)
                    return Value(part, scratch);
                continue;
            }

            if (!TryTake(ref rest, (byte)',', out ReadOnlySpan<byte> value))
                return default;
            int start = scratch.Length;
            PythonValue name = Value(part, scratch);
            if (name.Text.SequenceEqual(key))
                return Value(value, scratch);
            scratch.Cut(start);
        }

        return default;
    }

    /// <summary>Takes what stands before a separator that is in no brackets and no quotes, and the separator.</summary>
    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, byte separator, out ReadOnlySpan<byte> part)
    {
        int depth = 0;
        byte quote = 0;
        int at = 0;
        for (; at < rest.Length; at++)
        {
            byte one = rest[at];
            if (quote != 0)
            {
                if (one == '\\')
                    at++;
                else if (one == quote)
                    quote = 0;
            }
            else if (one is (byte)'\'' or (byte)'"')
            {
                quote = one;
            }
            else if (one is (byte)'[' or (byte)'(' or (byte)'{')
            {
                depth++;
            }
            else if (one is (byte)']' or (byte)')' or (byte)'}')
            {
                depth--;
            }
            else if (one == separator && depth == 0)
            {
                break;
            }
        }

        at = Math.Min(at, rest.Length);
        part = rest[..at].Trim((byte)' ');
        rest = rest[Math.Min(at + 1, rest.Length)..];
        return !part.IsEmpty && depth == 0 && quote == 0;
    }

    private static PythonValue Value(ReadOnlySpan<byte> text, Scratch scratch)
    {
        if (text.SequenceEqual("None"u8) || text.SequenceEqual("null"u8))
            return PythonValue.None;
        if (text.SequenceEqual("True"u8) || text.SequenceEqual("true"u8))
            return PythonValue.True;
        if (text.SequenceEqual("False"u8) || text.SequenceEqual("false"u8))
            return PythonValue.False;
        if (text is [(byte)'\'', .., (byte)'\''] or [(byte)'"', .., (byte)'"'])
            return PythonValue.Str(Unescaped(text[1..^1], scratch));
        return PythonValue.Of(FieldKind.Number, text);
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text, Scratch scratch)
    {
        if (!text.Contains((byte)'\\'))
            return text;
        int start = scratch.Length;
        while (text.IndexOf((byte)'\\') is >= 0 and var at && at + 1 < text.Length)
        {
            scratch.Write(text[..at]);
            text = text[at..];
            int digits = text[1] switch { (byte)'x' => 2, (byte)'u' => 4, (byte)'U' => 8, _ => 0 };
            if (digits > 0 && text.Length >= digits + 2 && TryReadHex(text.Slice(2, digits), out int codePoint))
                WriteCodePoint(scratch, codePoint);
            else
                scratch.Write(text[1] switch { (byte)'n' => (byte)'\n', (byte)'t' => (byte)'\t', (byte)'r' => (byte)'\r', var other => other });
            text = text[(digits + 2 <= text.Length ? digits + 2 : 2)..];
        }

        scratch.Write(text);
        return scratch.From(start);
    }

    private static void WriteCodePoint(Scratch scratch, int codePoint)
    {
        Span<byte> utf8 = stackalloc byte[4];
        scratch.Write(utf8[..Wtf8.Write(utf8, codePoint)]);
    }

    private static bool TryReadHex(ReadOnlySpan<byte> digits, out int codePoint)
    {
        codePoint = 0;
        foreach (byte digit in digits)
        {
            int value = HexDigits.Value(digit);
            if (value < 0)
                return false;
            codePoint = (codePoint << 4) | value;
        }

        return codePoint is >= 0 and <= 0x10ffff;
    }
}
