namespace LogHog.Engine.Query.Values;

/// <summary>Finds phrases at word boundaries, the search that nearly every query does on every line.</summary>
internal static class Phrases
{
    /// <summary>Where the phrase stands with whole words at both its ends; -1 = nowhere. An empty phrase stands at 0.</summary>
    public static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> phrase, bool startsWithWord, bool endsWithWord)
    {
        int from = 0;
        while (from <= text.Length)
        {
            int found = text[from..].IndexOf(phrase);
            if (found < 0)
            {
                return -1;
            }

            int at = from + found;
            bool fits = (!startsWithWord || !Words.EndsWithWordChar(text[..at]))
                && (!endsWithWord || !Words.StartsWithWordChar(text[(at + phrase.Length)..]));
            if (fits)
            {
                return at;
            }

            from = at + 1;
        }

        return -1;
    }

    /// <summary>An empty phrase matches only the empty text.</summary>
    public static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> phrase, bool startsWithWord, bool endsWithWord) =>
        phrase.Length == 0 ? text.Length == 0 : IndexOf(text, phrase, startsWithWord, endsWithWord) >= 0;
}
