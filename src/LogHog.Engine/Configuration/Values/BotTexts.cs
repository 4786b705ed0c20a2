using LogHog.Engine.Bot;

namespace LogHog.Engine.Configuration.Values;

/// <summary>The kinds of values of <c>[bot]</c>.</summary>
internal static class BotTexts
{
    private const int ItemsMax = 10_000;

    // 128 bits in hexadecimal digits take 32; what is shorter is a password that somebody thought up.
    public const int TokenCharsMin = 16;
    public const int TokenCharsMax = 200;

    private static readonly char[] Separators = [',', '\n'];

    public static readonly ValueKind<TrustedPeople> People = new("addresses", static (text, _) =>
    {
        string[] items = Items(text);
        return items.FirstOrDefault(static item => !TrustedPeople.IsPattern(item)) is { } bad
            ? Parsed<TrustedPeople>.NotOneOf(bad, "addresses such as ana@example.org, or @example.org for everybody of a domain")
            : TooMany<TrustedPeople>(items) ?? Parsed<TrustedPeople>.Good(new TrustedPeople(items));
    })
    { TakesLines = true };

    public static readonly ValueKind<AllowedRecipients> Recipients = new("recipients", static (text, _) =>
    {
        string[] items = Items(text);
        return items.FirstOrDefault(static item => !AllowedRecipients.IsItem(item)) is { } bad
            ? Parsed<AllowedRecipients>.NotOneOf(bad, "addresses, @example.org for everybody of a domain, ids of rooms, or * for anybody")
            : TooMany<AllowedRecipients>(items) ?? Parsed<AllowedRecipients>.Good(new AllowedRecipients(items));
    })
    { TakesLines = true };

    /// <summary>Null = every application.</summary>
    public static readonly ValueKind<IReadOnlyList<string>?> Apps = new("names", static (text, _) =>
    {
        string[] items = Items(text);
        if (items is ["*"])
            return Parsed<IReadOnlyList<string>?>.Good(null);
        return items.FirstOrDefault(static item => item.Any(char.IsControl) || item.Contains('*', StringComparison.Ordinal)) is { } bad
            ? Parsed<IReadOnlyList<string>?>.NotOneOf(bad, "the names of applications with commas between them, or * alone")
            : TooMany<IReadOnlyList<string>?>(items) ?? Parsed<IReadOnlyList<string>?>.Good(items);
    })
    { TakesLines = true };

    public static readonly ValueKind<Uri> Url = new("URL", static (text, _) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Fragment.Length == 0 && url.Query.Length == 0
            ? Parsed<Uri>.Good(url)
            : Parsed<Uri>.NotOneOf(text, "a URL that begins with https:// and has neither user nor query"));

    /// <summary>No message here repeats a token.</summary>
    public static readonly ValueKind<IReadOnlyList<string>> Tokens = new("tokens", static (text, _) =>
    {
        string[] items = Items(text);
        return Array.TrueForAll(items, IsToken) ? Parsed<IReadOnlyList<string>>.Good(items) : Parsed<IReadOnlyList<string>>.Bad(TokenProblem);
    })
    { TakesLines = true };

    public static string TokenProblem => $"a token has {TokenCharsMin} to {TokenCharsMax} letters, digits and signs of ASCII; take one of `openssl rand -hex 32`";

    public static bool IsToken(string text) => text.Length is >= TokenCharsMin and <= TokenCharsMax && text.All(static c => c is > ' ' and < '\x7f');

    private static string[] Items(string text) => text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Parsed<T>? TooMany<T>(string[] items) => items.Length > ItemsMax ? Parsed<T>.Bad($"lists {items.Length} items; write at most {ItemsMax}") : null;
}
