using System.Buffers;
using LogHog.Protocols.Json;

namespace LogHog.Engine.Formats;

/// <summary>Measures one JSON value without recursion, so that no depth of nesting can hurt.</summary>
internal static class JsonValue
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\"\n"u8);

    /// <summary>
    /// The bytes of the value with which the text begins; 0 = it begins with none. Inside of objects and lists only brackets
    /// and strings are looked at: who needs their members reads them again.
    /// </summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return 0;
        return text[0] switch
        {
            (byte)'"' => JsonString.Length(text),
            (byte)'{' or (byte)'[' => BracketedLength(text),
            (byte)'t' => text.StartsWith("true"u8) ? 4 : 0,
            (byte)'f' => text.StartsWith("false"u8) ? 5 : 0,
            (byte)'n' => text.StartsWith("null"u8) ? 4 : 0,
            _ => JsonNumber.Length(text),
        };
    }

    private static int BracketedLength(ReadOnlySpan<byte> text)
    {
        int depth = 0;
        int at = 0;
        while (true)
        {
            int hit = text[at..].IndexOfAny(Structure);
            if (hit < 0 || text[at + hit] == '\n')
                return 0;
            at += hit;
            if (text[at] == '"')
            {
                int length = JsonString.Length(text[at..]);
                if (length == 0)
                    return 0;
                at += length;
                continue;
            }
            depth += text[at] is (byte)'{' or (byte)'[' ? 1 : -1;
            at++;
            if (depth == 0)
                return at;
        }
    }
}
