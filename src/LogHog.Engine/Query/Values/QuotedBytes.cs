namespace LogHog.Engine.Query.Values;

/// <summary>Quoted values inside log lines.</summary>
internal static class QuotedBytes
{
    /// <summary>Reads a value in double quotes (with escapes) or backquotes at the start of a text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out byte[] value, out int length)
    {
        value = [];
        length = 0;
        if (text.Length < 2 || text[0] is not ((byte)'"' or (byte)'`'))
        {
            return false;
        }

        int end = 1;
        while (end < text.Length && text[end] != text[0])
        {
            end += text[0] == '"' && text[end] == '\\' ? 2 : 1;
        }

        if (end >= text.Length)
        {
            return false;
        }

        length = end + 1;
        ReadOnlySpan<byte> inner = text[1..end];
        if (text[0] == '`' || inner.IndexOf((byte)'\\') < 0)
        {
            value = inner.ToArray();
            return true;
        }

        bool valid = Parsing.QuotedText.TryRead(Utf8.Decode(text[..length]), 0, out string unquoted, out _);
        value = valid ? Utf8.Encode(unquoted) : [];
        return valid;
    }
}
