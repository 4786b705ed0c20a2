using LogHog.Engine.Channels;

namespace LogHog.Engine.Configuration.Values;

/// <summary>The kinds of values of <c>[channel:NAME]</c>.</summary>
internal static class ChannelTexts
{
    private const int ItemsMax = 100;
    private const int LineCharsMax = 500;

    private static readonly char[] Separators = [',', '\n'];

    /// <summary>Texts between commas or line ends.</summary>
    public static readonly ValueKind<IReadOnlyList<string>> Items = new("names", ParseItems) { TakesLines = true };

    /// <summary><c>Name: value</c>, one a line.</summary>
    public static readonly ValueKind<IReadOnlyList<KeyValuePair<string, string>>> Headers = new("header lines", ParseHeaders) { TakesLines = true };

    public static readonly ValueKind<HostPort> HostPort = new("HOST:PORT", static (text, _) => ParseHostPort(text));

    /// <summary>No message here repeats it: it may be a secret.</summary>
    public static readonly ValueKind<string> Url = new("http or https URL", static (text, _) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Host.Length > 0
            ? Parsed<string>.Good(text)
            : Parsed<string>.Bad("is no http:// or https:// URL without a user in it; write the whole of it"));

    /// <summary>The name of a variable of the environment.</summary>
    public static readonly ValueKind<string> Variable = new("variable", static (text, _) =>
        text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(text[0])
            ? Parsed<string>.Good(text)
            : Parsed<string>.NotOneOf(text, "the name of a variable of the environment"));

    /// <summary>What goes into a header: one line, no control characters.</summary>
    public static readonly ValueKind<string> Line = new("text, or empty", static (text, _) =>
        text.Length <= LineCharsMax && !text.Any(char.IsControl) ? Parsed<string>.Good(text) : Parsed<string>.NotOneOf(text, "a short text in one line"));

    private static Parsed<IReadOnlyList<string>> ParseItems(string text, string folder)
    {
        List<string> items = [.. text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        if (items.Find(static item => item.Length > LineCharsMax || item.Any(char.IsControl)) is { } bad)
            return Parsed<IReadOnlyList<string>>.NotOneOf(bad, "names with commas between them");
        return items.Count <= ItemsMax
            ? Parsed<IReadOnlyList<string>>.Good(items)
            : Parsed<IReadOnlyList<string>>.Bad($"lists {items.Count} names; write at most {ItemsMax}");
    }

    private static Parsed<IReadOnlyList<KeyValuePair<string, string>>> ParseHeaders(string text, string folder)
    {
        List<KeyValuePair<string, string>> headers = [];
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':');
            string name = colon < 0 ? "" : line[..colon].Trim();
            // RFC 9110 §5.6.2: a token.
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) || line.Any(char.IsControl))
                return Parsed<IReadOnlyList<KeyValuePair<string, string>>>.Bad("is no header line; write Name: value, one a line");
            if (name.ToLowerInvariant() is "host" or "content-length" or "transfer-encoding" or "connection" or "content-type")
                return Parsed<IReadOnlyList<KeyValuePair<string, string>>>.Bad($"{name} is not for you to set (content_type is a key of its own); take it out");
            headers.Add(KeyValuePair.Create(name, line[(colon + 1)..].Trim()));
        }

        return Parsed<IReadOnlyList<KeyValuePair<string, string>>>.Good(headers);
    }

    private static Parsed<HostPort> ParseHostPort(string text)
    {
        int colon = text.LastIndexOf(':');
        bool isPlainIpv6 = text.Count(static c => c == ':') > 1 && !text.EndsWith(']') && !text.Contains("]:", StringComparison.Ordinal);
        string host = (colon < 0 || isPlainIpv6 || text.EndsWith(']') ? text : text[..colon]).Trim('[', ']');
        int port = 0;
        if (host.Length < text.Trim('[', ']').Length && !int.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out port))
            port = -1;
        return port is >= 0 and <= 65535 && Uri.CheckHostName(host) != UriHostNameType.Unknown
            ? Parsed<HostPort>.Good(new HostPort(host, port))
            : Parsed<HostPort>.NotOneOf(text, "a host, and a port behind a colon if it is not the usual one");
    }
}
