namespace LogHog.Engine.Query.Parsing;

/// <summary>Words that mean something to the parser, and so stand in quotes where they are only text.</summary>
internal static class Keywords
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "now", "offset", "contains_all", "contains_any", "eq_field", "exact", "i", "in", "ipv4_range", "le_field", "len_range",
        "lt_field", "pattern_match", "pattern_match_full", "range", "re", "seq", "string_range", "value_type", "options", "if", "by", "as", "from",
    };

    /// <summary>Text as it stands in a canonical query.</summary>
    public static string Quote(string text) => NeedsQuotes(text) ? QuotedText.Quote(text) : text;

    /// <summary>As <see cref="Quote"/>, but a trailing star stays outside the quotes: it is a wildcard.</summary>
    public static string QuoteWildcard(string text)
    {
        if (!text.EndsWith('*'))
        {
            return Quote(text);
        }

        return text.Length == 1 ? text : Quote(text[..^1]) + "*";
    }

    public static string QuoteAll(IEnumerable<string> texts, string separator = ", ") => string.Join(separator, texts.Select(QuoteWildcard));

    private static bool NeedsQuotes(string text)
    {
        if (text.Length == 0 || Reserved.Contains(text) || QueryVocabulary.IsName(text))
        {
            return true;
        }

        for (int at = 0; at < text.Length;)
        {
            if (!Tokenizer.IsWordAt(text, at, out int length))
            {
                return true;
            }

            at += length;
        }

        return false;
    }
}
