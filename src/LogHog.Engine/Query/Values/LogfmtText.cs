namespace LogHog.Engine.Query.Values;

/// <summary>logfmt: <c>name=value name="quoted value" flag</c>.</summary>
internal static class LogfmtText
{
    public static void Read(ReadOnlySpan<byte> text, List<KeyValuePair<string, byte[]>> fields)
    {
        while (true)
        {
            text = text.TrimStart((byte)' ');
            if (text.Length == 0)
            {
                return;
            }

            int end = text.IndexOfAny((byte)'=', (byte)' ');
            ReadOnlySpan<byte> name = end < 0 ? text : text[..end];
            byte[] value = [];
            if (end >= 0 && text[end] == '=')
            {
                text = text[(end + 1)..];
                if (QuotedBytes.TryRead(text, out value, out int length) && (length == text.Length || text[length] == ' '))
                {
                    text = text[length..];
                }
                else
                {
                    int space = text.IndexOf((byte)' ');
                    value = (space < 0 ? text : text[..space]).ToArray();
                    text = space < 0 ? default : text[space..];
                }
            }
            else
            {
                text = end < 0 ? default : text[end..];
            }

            fields.Add(new(Utf8.Decode(name), value));
        }
    }

    public static void Add(ByteText into, string name, ReadOnlySpan<byte> value)
    {
        if (into.Length > 0)
        {
            into.Add((byte)' ');
        }

        into.Add(name).Add((byte)'=');
        bool quote = value.IndexOfAny((byte)'"', (byte)'\\') >= 0 || value.ContainsAnyInRange((byte)0, (byte)' ');
        if (quote)
        {
            JsonText.AddString(into, value);
        }
        else
        {
            into.Add(value);
        }
    }
}
