using System.Text;
using LogHog.Engine.Acme;
using LogHog.Engine.Acme.Orders;

namespace LogHog.Engine.Configuration.Values;

/// <summary>The kinds of values of <c>[acme]</c>.</summary>
internal static class AcmeTexts
{
    // RFC 5321 §4.5.3.1.
    private const int EmailCharsMax = 254;
    private const int LineCharsMax = 200;

    private static readonly char[] Separators = [',', '\n'];

    public static readonly ValueKind<IReadOnlyList<AcmeIdentifier>> Names = new("names", ParseNames) { TakesLines = true };

    public static readonly ValueKind<IReadOnlyList<string>> Emails = new("addresses", ParseEmails) { TakesLines = true };

    public static readonly ValueKind<Uri> Url = new("https URL", static (text, _) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0
            ? Parsed<Uri>.Good(url)
            : Parsed<Uri>.NotOneOf(text, "the URL of the directory, with https://"));

    /// <summary>Words between spaces; double quotes hold one together.</summary>
    public static readonly ValueKind<IReadOnlyList<string>> Command = new("command", ParseCommand);

    public static readonly ValueKind<string> Line = new("text", static (text, _) =>
        text.Length <= LineCharsMax && !text.Any(char.IsControl) ? Parsed<string>.Good(text) : Parsed<string>.NotOneOf(text, "a short text"));

    private static string[] Items(string text) =>
        text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Parsed<IReadOnlyList<AcmeIdentifier>> ParseNames(string text, string folder)
    {
        List<AcmeIdentifier> names = [];
        foreach (string item in Items(text))
        {
            if (AcmeIdentifier.Parse(item, out string problem) is not { } name)
                return Parsed<IReadOnlyList<AcmeIdentifier>>.Bad($"{Printable.Quote(item)} is no name of a certificate; {problem}");
            if (!names.Contains(name))
                names.Add(name);
        }

        return names.Count <= AcmeOrder.NamesMax
            ? Parsed<IReadOnlyList<AcmeIdentifier>>.Good(names)
            : Parsed<IReadOnlyList<AcmeIdentifier>>.Bad($"lists {names.Count} names; a certificate has at most {AcmeOrder.NamesMax}");
    }

    private static Parsed<IReadOnlyList<string>> ParseEmails(string text, string folder)
    {
        List<string> emails = [.. Items(text)];
        // RFC 8555 §7.3: one address each, and no header fields (RFC 6068) in it.
        string? bad = emails.Find(static item => item.Length > EmailCharsMax || item.Count(static c => c == '@') != 1 || item[0] == '@' || item[^1] == '@'
            || !Ascii.IsValid(item) || item.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '?' or '<' or '>' or '%'));
        return bad is null ? Parsed<IReadOnlyList<string>>.Good(emails) : Parsed<IReadOnlyList<string>>.NotOneOf(bad, "an address such as admin@example.org");
    }

    private static Parsed<IReadOnlyList<string>> ParseCommand(string text, string folder)
    {
        List<string> words = [];
        StringBuilder? word = null;
        bool isQuoted = false;
        foreach (char c in text)
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
                word ??= new StringBuilder();
            }
            else if (c == ' ' && !isQuoted)
            {
                Take(words, ref word);
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        Take(words, ref word);
        if (isQuoted || text.Any(char.IsControl))
            return Parsed<IReadOnlyList<string>>.NotOneOf(text, "a program and its arguments, with every double quote closed");
        if (words.Count > 0 && !words[0].StartsWith('/'))
            return Parsed<IReadOnlyList<string>>.NotOneOf(words[0], "the program with its whole path");
        return Parsed<IReadOnlyList<string>>.Good(words);
    }

    private static void Take(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
            words.Add(word.ToString());
        word = null;
    }
}
