using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>Options that stand for conditions, as LogsQL.</summary>
internal static class Shortcuts
{
    /// <summary><c>{app="shop",module=~"web([.].*)?"}</c>; nothing when no name is given.</summary>
    public static IEnumerable<string> Stream(IReadOnlyList<string> apps, IReadOnlyList<string> hosts, IReadOnlyList<string> modules)
    {
        string[] labels =
        [
            .. apps.Count == 0 ? Array.Empty<string>() : [Label("app", apps)],
            .. hosts.Count == 0 ? Array.Empty<string>() : [Label("host", hosts)],
            .. modules.Count == 0 ? Array.Empty<string>() : [$"module=~{Quote($"({string.Join('|', modules.Select(Glob))})([.].*)?")}"],
        ];
        if (labels.Length > 0)
            yield return $"{{{string.Join(',', labels)}}}";
    }

    /// <summary>Texts and patterns that the message must all have.</summary>
    public static IEnumerable<string> Message(IReadOnlyList<string> texts, IReadOnlyList<string> patterns, bool ignoreCase)
    {
        foreach (string text in texts)
            yield return ignoreCase ? $"_msg:~{Quote("(?i)" + QueryAdvice.Escape(text))}" : $"*{Quote(text)}*";
        foreach (string pattern in patterns)
            yield return $"_msg:~{Quote((ignoreCase ? "(?i)" : "") + pattern)}";
    }

    /// <summary>Text of LogsQL in double quotes.</summary>
    public static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)}\"";

    private static string Label(string name, IReadOnlyList<string> values)
    {
        if (values.Any(static value => value.AsSpan().IndexOfAny('*', '?') >= 0))
            return $"{name}=~{Quote(string.Join('|', values.Select(Glob)))}";
        return values.Count == 1 ? $"{name}={Quote(values[0])}" : $"{name} in ({string.Join(',', values.Select(Quote))})";
    }

    /// <summary>A name with <c>*</c> and <c>?</c> as a regular expression.</summary>
    private static string Glob(string name) =>
        QueryAdvice.Escape(name).Replace("[*]", ".*", StringComparison.Ordinal).Replace("[?]", ".", StringComparison.Ordinal);
}
