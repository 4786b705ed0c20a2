namespace LogHog.Engine.Query;

/// <summary>
/// Which words must stand in which fields for a row to be able to match: what a Bloom filter of a block's words can refuse.
/// It never refuses a row that matches; it may let pass one that does not.
/// </summary>
public abstract record WordCondition
{
    /// <summary>With more alternatives than these hardly any block is refused, and each of them costs a look.</summary>
    private const int AlternativesMax = 100;

    /// <summary>Nothing is known: any row may match.</summary>
    public static WordCondition True { get; } = new AllOf([]);

    /// <summary>A whole word (see <see cref="Values.Words"/>) in a field, as UTF-8, with its case.</summary>
    public sealed record Word(string Field, ReadOnlyMemory<byte> Text) : WordCondition;

    /// <summary>A text that stands in a field, perhaps within a word, as UTF-8, with its case.</summary>
    public sealed record Part(string Field, ReadOnlyMemory<byte> Text) : WordCondition;

    /// <summary>Neighbouring bytes that stand in a field, each of some set; always printable characters.</summary>
    internal sealed record Run(string Field, Values.ByteRun Bytes) : WordCondition;

    /// <summary>All of these; none = always true.</summary>
    public sealed record AllOf(IReadOnlyList<WordCondition> Parts) : WordCondition;

    /// <summary>At least one of these; none = never true.</summary>
    public sealed record AnyOf(IReadOnlyList<WordCondition> Parts) : WordCondition;

    public bool IsTrue => this is AllOf { Parts.Count: 0 };

    public static WordCondition All(IEnumerable<WordCondition> parts)
    {
        List<WordCondition> kept = [];
        foreach (WordCondition part in parts)
        {
            if (part is AllOf all)
            {
                kept.AddRange(all.Parts);
            }
            else
            {
                kept.Add(part);
            }
        }

        return kept.Count == 1 ? kept[0] : new AllOf(kept);
    }

    public static WordCondition Any(IEnumerable<WordCondition> parts)
    {
        List<WordCondition> kept = [.. parts.Take(AlternativesMax + 1)];
        return kept.Count > AlternativesMax || kept.Any(part => part.IsTrue) ? True : kept.Count == 1 ? kept[0] : new AnyOf(kept);
    }

    /// <summary>Whether a set of words may match; <paramref name="mayContain"/> answers for one word of one field.</summary>
    public bool MayMatch(Func<string, ReadOnlyMemory<byte>, bool> mayContain) => this switch
    {
        Word word => mayContain(word.Field, word.Text),
        AllOf all => all.Parts.All(part => part.MayMatch(mayContain)),
        AnyOf any => any.Parts.Any(part => part.MayMatch(mayContain)),
        _ => true,
    };

    internal static WordCondition Of(string field, IEnumerable<byte[]> words) => All(words.Select(word => new Word(field, word)));

    /// <summary>Whole words of a text, and the text itself if it is more than one of them.</summary>
    internal static WordCondition Of(string field, IReadOnlyList<byte[]> words, byte[] text) =>
        text.Length == 0 || (words.Count == 1 && words[0].Length == text.Length)
            ? Of(field, words)
            : All([.. words.Select(word => new Word(field, word)), new Part(field, text)]);
}
