using System.Text.RegularExpressions;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Regular expressions that take time in proportion to the text, whatever they are.</summary>
internal static class PatternText
{
    public static readonly ValueKind<Regex?> Kind = new("regular expression, or empty", static (text, _) => Parse(text, needsGroups: true));

    /// <summary>One that only finds.</summary>
    public static readonly ValueKind<Regex?> PlainKind = new(Kind.Name, static (text, _) => Parse(text, needsGroups: false));

    private static Parsed<Regex?> Parse(string text, bool needsGroups)
    {
        if (text.Length == 0)
            return Parsed<Regex?>.Good(null);
        try
        {
            var pattern = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return !needsGroups || pattern.GetGroupNames().Any(static name => !char.IsAsciiDigit(name[0]))
                ? Parsed<Regex?>.Good(pattern)
                : Parsed<Regex?>.NotOneOf(text, "a pattern with named groups, such as (?<level>\\w+)");
        }
        catch (ArgumentException bad)
        {
            return Parsed<Regex?>.Bad($"{Printable.Quote(text)} is no regular expression: {Printable.Text(bad.Message)}");
        }
        catch (NotSupportedException)
        {
            return Parsed<Regex?>.NotOneOf(text, "a regular expression without lookarounds, back-references and atomic groups, which can take for ever");
        }
    }
}
