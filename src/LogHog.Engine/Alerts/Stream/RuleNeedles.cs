using System.Text;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Engine.Alerts.Stream;

/// <summary>Texts of which at least one stands in every line that a rule may find: all rules' together are looked for in one pass.</summary>
internal static class RuleNeedles
{
    // A list of more alternatives is looked for by the rule itself.
    private const int NeedlesMax = 64;

    // Shorter ones stand in every other line and only cost the look at it.
    private const int CharsMin = 2;

    /// <returns>Null: there are none, and the rule has to look at every line.</returns>
    public static IReadOnlyList<string>? Of(WordCondition condition) => condition switch
    {
        WordCondition.Word word when !RawWords.IsDerived(word.Field) => OfText(word.Text.Span),
        WordCondition.Part part when !RawWords.IsDerived(part.Field) => OfText(part.Text.Span),
        WordCondition.AllOf all => all.Parts.Select(Of).OfType<IReadOnlyList<string>>().MinBy(Cost),
        WordCondition.AnyOf any => OfAny(any.Parts),
        _ => null,
    };

    private static string[]? OfAny(IReadOnlyList<WordCondition> parts)
    {
        List<string> needles = [];
        foreach (WordCondition part in parts)
        {
            if (Of(part) is not { } some)
                return null;
            needles.AddRange(some);
        }

        return needles.Count is > 0 and <= NeedlesMax ? [.. needles.Distinct(StringComparer.Ordinal)] : null;
    }

    /// <summary>Few and long ones are found seldom.</summary>
    private static double Cost(IReadOnlyList<string> needles) => needles.Sum(static needle => Math.Pow(0.3, needle.Length));

    /// <summary>The longest run of printable ASCII: what every format writes as it is, and what is quick to look for.</summary>
    private static string[]? OfText(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> longest = default;
        while (!text.IsEmpty)
        {
            int length = text.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
            length = length < 0 ? text.Length : length;
            if (length > longest.Length)
                longest = text[..length];
            text = text[Math.Min(text.Length, length + 1)..];
        }

        return longest.Length >= CharsMin ? [Encoding.ASCII.GetString(longest)] : null;
    }
}
