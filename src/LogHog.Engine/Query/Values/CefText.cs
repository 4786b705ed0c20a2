using System.Text;

namespace LogHog.Engine.Query.Values;

/// <summary>ArcSight's Common Event Format: seven parts between bars, then <c>name=value</c> pairs, as fields <c>cef.…</c>.</summary>
internal static class CefText
{
    private static readonly string[] Header = ["version", "device_vendor", "device_product", "device_version", "device_event_class_id", "name", "severity"];

    /// <summary>Reads what follows <c>CEF:</c>; false and no fields when it is none.</summary>
    public static bool TryRead(string text, List<KeyValuePair<string, byte[]>> fields)
    {
        List<KeyValuePair<string, byte[]>> read = [];
        foreach (string part in Header)
        {
            int bar = IndexOf(text, '|', 0);
            if (bar < 0)
            {
                return false;
            }

            read.Add(new($"cef.{part}", Utf8.Encode(Unescape(text[..bar]))));
            text = text[(bar + 1)..];
        }

        while (text.Length > 0)
        {
            int equals = IndexOf(text, '=', 0);
            if (equals < 0)
            {
                return false;
            }

            string name = "cef.extension." + Unescape(text[..equals]);
            text = text[(equals + 1)..];
            int next = IndexOf(text, '=', 0);
            int space = next < 0 ? text.Length : text.LastIndexOf(' ', next);
            if (space < 0)
            {
                return false;
            }

            read.Add(new(name, Utf8.Encode(Unescape(text[..space]))));
            text = space < text.Length ? text[(space + 1)..] : "";
        }

        fields.AddRange(read);
        return true;
    }

    private static int IndexOf(string text, char sign, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == sign)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i] == '\\' && i + 1 < text.Length ? text[++i] switch { 'n' => '\n', 'r' => '\r', var other => other } : text[i];
            result.Append(c);
        }

        return result.ToString();
    }
}
