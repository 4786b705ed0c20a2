using System.Text.RegularExpressions;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Regular expressions that take time in proportion to the text, whatever they are.</summary>
internal static class PatternText
{
    public static readonly ValueKind<Regex?> Kind = new("regular expression, or empty", static (text, _) => Parse(text));

    private static Parsed<Regex?> Parse(string text)
    {
        if (text.Length == 0)
            return Parsed<Regex?>.Good(null);
        try
        {
            var pattern = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return pattern.GetGroupNames().Any(static name => !char.IsAsciiDigit(name[0]))
                ? Parsed<Regex?>.Good(pattern)
                : Parsed<Regex?>.NotOneOf(text, "a pattern with named groups, such as (?<level>\\w+)");
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            return Parsed<Regex?>.Bad($"{Printable.Quote(text)} is no regular expression that can be used: {Printable.Text(bad.Message)}");
        }
    }
}
