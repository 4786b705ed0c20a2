using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Search;

/// <summary>
/// Whether text can hold an event with the words and the texts that a query requires, before it is parsed: a search for their bytes.
/// Every format writes them as they are, but for line breaks and control characters; only an escape, which has a backslash in every
/// format, may hide one.
/// </summary>
internal sealed class RawWords(WordCondition condition)
{
    // What a row says in these does not stand in its line, or not in these letters: the path, UTC, names of levels.
    private static readonly HashSet<string> Derived =
        ["_time", "_stream", "_stream_id", "app", "module", "host", "level", "received"];

    /// <summary>
    /// What stands in every event that matches, if that has no backslash; null = nothing is known. Whoever looks for it alone
    /// finds all events that may match.
    /// </summary>
    public RawNeedle? Needle { get; } = NeedleOf(condition);

    /// <summary>The field's words are not to be looked for in lines.</summary>
    public static bool IsDerived(string field) => Derived.Contains(field);

    /// <summary>False = no event in the text matches.</summary>
    /// <param name="text">One event, or several.</param>
    public bool MayMatch(ReadOnlySpan<byte> text) => condition.IsTrue || MayMatch(condition, text);

    private static RawNeedle? NeedleOf(WordCondition condition) => condition switch
    {
        WordCondition.Word word when !Derived.Contains(word.Field) => new RawNeedle(word.Text),
        WordCondition.Part part when !Derived.Contains(part.Field) && !part.Text.Span.ContainsAnyInRange((byte)0, (byte)0x1F) => new RawNeedle(part.Text),
        WordCondition.Run run when !Derived.Contains(run.Field) => new RawNeedle(run.Bytes),
        WordCondition.AllOf all => all.Parts.Select(NeedleOf).OfType<RawNeedle>().MinBy(static needle => needle.Chance),
        _ => null,
    };

    private static bool MayMatch(WordCondition condition, ReadOnlySpan<byte> text) => condition switch
    {
        WordCondition.Word word => Derived.Contains(word.Field) || text.IndexOf(word.Text.Span) >= 0 || HasEscape(text),
        WordCondition.Part part => Derived.Contains(part.Field) || text.IndexOf(part.Text.Span) >= 0 || text.Contains((byte)'\\')
            || part.Text.Span.ContainsAnyInRange((byte)0, (byte)0x1F),
        WordCondition.Run run => Derived.Contains(run.Field) || run.Bytes.IndexIn(text) >= 0 || text.Contains((byte)'\\'),
        WordCondition.AllOf all => MayMatchAll(all.Parts, text),
        WordCondition.AnyOf any => MayMatchAny(any.Parts, text),
        _ => true,
    };

    private static bool MayMatchAll(IReadOnlyList<WordCondition> parts, ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (!MayMatch(parts[i], text))
                return false;
        }

        return true;
    }

    private static bool MayMatchAny(IReadOnlyList<WordCondition> parts, ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (MayMatch(parts[i], text))
                return true;
        }

        return false;
    }

    private static bool HasEscape(ReadOnlySpan<byte> text) => text.IndexOf("\\u"u8) >= 0 || text.IndexOf("\\x"u8) >= 0;
}

/// <summary>A text, or a run of bytes, that is looked for in the lines of files.</summary>
internal sealed class RawNeedle
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly ByteRun? _run;

    public RawNeedle(ReadOnlyMemory<byte> text) => (_text, Chance) = (text, ByteChances.Of(text.Span));

    public RawNeedle(ByteRun run) => (_run, Chance) = (run, run.Chance);

    /// <summary>About how often it begins at a byte of usual logs.</summary>
    public double Chance { get; }

    /// <returns>Where the first begins; -1 = there is none.</returns>
    public int IndexIn(ReadOnlySpan<byte> text) => _run?.IndexIn(text) ?? text.IndexOf(_text.Span);
}
