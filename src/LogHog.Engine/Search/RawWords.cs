using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>
/// Whether text can hold an event with the words that a query requires, before it is parsed: a search for their bytes.
/// A word is letters, digits and underscores, which every format writes as they are; only an escape may hide one.
/// </summary>
internal sealed class RawWords(WordCondition condition)
{
    // What a row says in these does not stand in its line, or not in these letters: the path, UTC, names of levels.
    private static readonly HashSet<string> Derived =
        ["_time", "_stream", "_stream_id", "app", "module", "host", "level", "received"];

    private ReadOnlyMemory<byte> _text;
    private Func<string, ReadOnlyMemory<byte>, bool>? _mayContain;

    /// <summary>False = no event in the text matches.</summary>
    /// <param name="text">One event, or several.</param>
    public bool MayMatch(ReadOnlyMemory<byte> text)
    {
        if (condition.IsTrue)
            return true;
        _text = text;
        return condition.MayMatch(_mayContain ??= MayContain) || HasEscape(text.Span);
    }

    private bool MayContain(string field, ReadOnlyMemory<byte> word) => Derived.Contains(field) || _text.Span.IndexOf(word.Span) >= 0;

    private static bool HasEscape(ReadOnlySpan<byte> text) => text.IndexOf("\\u"u8) >= 0 || text.IndexOf("\\x"u8) >= 0;
}
