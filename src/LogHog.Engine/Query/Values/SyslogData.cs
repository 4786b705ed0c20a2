using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>RFC 5424's structured data: <c>[id name="value" …]</c>, as fields <c>id.name</c>.</summary>
internal static class SyslogData
{
    /// <summary>Reads one element and moves behind it.</summary>
    public static bool TryRead(ref string rest, List<KeyValuePair<string, byte[]>> fields)
    {
        int at = rest.IndexOfAny([' ', ']']);
        if (!rest.StartsWith('[') || at < 0)
        {
            return false;
        }

        string id = rest[1..at];
        List<KeyValuePair<string, byte[]>> read = [];
        while (at < rest.Length && rest[at] != ']')
        {
            if (rest[at] == ' ')
            {
                at++;
                continue;
            }

            int equals = rest.IndexOf('=', at);
            if (equals < 0 || equals + 1 >= rest.Length)
            {
                return false;
            }

            string name = rest[at..equals];
            at = equals + 1;
            if (!TryValue(rest, ref at, out string value))
            {
                return false;
            }

            read.Add(new(id.Length == 0 ? name : $"{id}.{name}", Utf8.Encode(value)));
        }

        if (at >= rest.Length)
        {
            return false;
        }

        if (read.Count == 0 && id.Length > 0)
        {
            read.Add(new(id, []));
        }

        fields.AddRange(read);
        rest = rest[(at + 1)..];
        return true;
    }

    private static bool TryValue(string text, ref int at, out string value)
    {
        var result = new StringBuilder();
        value = "";
        bool quoted = text[at] == '"';
        at += quoted ? 1 : 0;
        while (at < text.Length && (quoted ? text[at] != '"' : text[at] is not (' ' or ']')))
        {
            at += text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '"' or '\\' or ']' ? 1 : 0;
            if (at < text.Length)
            {
                result.Append(text[at++]);
            }
        }

        if (at >= text.Length)
        {
            return false;
        }

        at += quoted ? 1 : 0;
        value = result.ToString();
        return true;
    }
}
