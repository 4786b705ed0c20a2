using System.Globalization;
using System.Text;

namespace LogHog.Engine.Query.Parsing;

/// <summary>Quoted strings: "…" and '…' with escapes, `…` without.</summary>
internal static class QuotedText
{
    public static bool TryRead(string query, int start, out string text, out int length)
    {
        char quote = query[start];
        text = "";
        length = 0;
        if (quote == '`')
        {
            int end = query.IndexOf('`', start + 1);
            if (end < 0)
            {
                return false;
            }

            text = query[(start + 1)..end].Replace("\r", "", StringComparison.Ordinal);
            length = end - start + 1;
            return true;
        }

        var result = new StringBuilder();
        var bytes = new List<byte>();
        int at = start + 1;
        while (at < query.Length && query[at] != quote)
        {
            if (query[at] != '\\')
            {
                FlushBytes(bytes, result);
                result.Append(query[at++]);
            }
            else if (!TryEscape(query, ref at, result, bytes))
            {
                return false;
            }
        }

        FlushBytes(bytes, result);
        text = result.ToString();
        length = at - start + 1;
        return at < query.Length;
    }

    /// <summary>Puts a text in double quotes so that <see cref="TryRead"/> gives it back.</summary>
    public static string Quote(string text)
    {
        var result = new StringBuilder("\"", text.Length + 2);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            result.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => null,
            });
            if (c is '"' or '\\' or '\n' or '\r' or '\t')
            {
                continue;
            }

            bool pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (pair)
            {
                result.Append(c).Append(text[++i]);
            }
            else if (c is >= '\uDC80' and <= '\uDCFF')
            {
                result.Append(CultureInfo.InvariantCulture, $"\\x{c - 0xDC00:x2}");
            }
            else if (char.IsControl(c) || char.IsSurrogate(c))
            {
                result.Append(c < 0x80 ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}");
            }
            else
            {
                result.Append(c);
            }
        }

        return result.Append('"').ToString();
    }

    private static bool TryEscape(string query, ref int at, StringBuilder result, List<byte> bytes)
    {
        if (++at >= query.Length)
        {
            return false;
        }

        char kind = query[at++];
        int digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, >= '0' and <= '7' => 3, _ => 0 };
        if (digits == 0)
        {
            char? plain = kind switch
            {
                'a' => '\a', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', 'v' => '\v', '\\' => '\\', '\'' => '\'', '"' => '"', _ => null,
            };
            FlushBytes(bytes, result);
            result.Append(plain);
            return plain is not null;
        }

        at -= digits == 3 ? 1 : 0;
        if (at + digits > query.Length || !TryNumber(query.AsSpan(at, digits), digits == 3 ? 8 : 16, out int value))
        {
            return false;
        }

        at += digits;
        if (digits <= 3)
        {
            bytes.Add((byte)value);
            return value <= 0xFF;
        }

        FlushBytes(bytes, result);
        if (value is >= 0xD800 and <= 0xDFFF)
        {
            result.Append((char)value);
            return true;
        }

        result.Append(Rune.IsValid(value) ? new Rune(value).ToString() : "");
        return Rune.IsValid(value);
    }

    /// <summary>Bytes written as \xNN: UTF-8 where they are, else each as U+DCNN, as a log line keeps them too.</summary>
    private static void FlushBytes(List<byte> bytes, StringBuilder result)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        ReadOnlySpan<byte> rest = bytes.ToArray();
        while (rest.Length > 0)
        {
            if (Rune.DecodeFromUtf8(rest, out Rune rune, out int used) == System.Buffers.OperationStatus.Done)
            {
                result.Append(rune.ToString());
                rest = rest[used..];
            }
            else
            {
                result.Append((char)(0xDC00 + rest[0]));
                rest = rest[1..];
            }
        }

        bytes.Clear();
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int radix, out int value)
    {
        value = 0;
        foreach (char c in text)
        {
            int digit = char.IsAsciiHexDigit(c) ? (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) : 99;
            if (digit >= radix || value > 0x110000)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        return true;
    }
}
