namespace LogHog.Engine.Configuration.Values;

/// <summary>Conditions of journalctl: <c>FIELD=value</c>, one a line or with spaces between them.</summary>
internal static class MatchText
{
    public static readonly ValueKind<IReadOnlyList<string>> Kind = new("FIELD=value", static (text, _) => Parse(text)) { TakesLines = true };

    private static Parsed<IReadOnlyList<string>> Parse(string text)
    {
        string[] matches = text.Split((char[])[' ', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? bad = Array.Find(matches, static match =>
            match.IndexOf('=', StringComparison.Ordinal) is var end && (end < 1 || !match[..end].All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')));
        return bad is null
            ? Parsed<IReadOnlyList<string>>.Good(matches)
            : Parsed<IReadOnlyList<string>>.NotOneOf(bad, "FIELD=value with a field of the journal, such as _SYSTEMD_UNIT=ssh.service");
    }
}
