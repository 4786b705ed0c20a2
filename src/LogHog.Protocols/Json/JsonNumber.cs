namespace LogHog.Protocols.Json;

/// <summary>The grammar of numbers of RFC 8259 §6.</summary>
public static class JsonNumber
{
    /// <summary>Is the whole text one number?</summary>
    public static bool IsWhole(ReadOnlySpan<byte> text) => !text.IsEmpty && Length(text) == text.Length;

    /// <summary>The bytes of the number with which the text begins; 0 = it begins with none.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'-' or >= (byte)'0' and <= (byte)'9'))
            return 0;
        int at = text[0] == '-' ? 1 : 0;
        int digits = Digits(text[at..]);
        if (digits == 0)
            return 0;
        at += text[at] == '0' ? 1 : digits;
        if (at < text.Length && text[at] == '.')
        {
            int fraction = Digits(text[(at + 1)..]);
            if (fraction == 0)
                return 0;
            at += 1 + fraction;
        }
        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            int sign = at + 1 < text.Length && text[at + 1] is (byte)'+' or (byte)'-' ? 1 : 0;
            int exponent = Digits(text[(at + 1 + sign)..]);
            if (exponent == 0)
                return 0;
            at += 1 + sign + exponent;
        }
        return at;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? text.Length : length;
    }
}
