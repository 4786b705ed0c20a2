
namespace LogHog.Engine.Query.Values;

/// <summary>A phrase ready to be searched for.</summary>
internal sealed class Phrase
{
    private readonly bool _startsWithWord;
    private readonly bool _endsWithWord;

    public Phrase(string text)
        : this(text, Utf8.Encode(text))
    {
    }

    /// <summary>A phrase from bytes that need not be UTF-8.</summary>
    public Phrase(byte[] bytes)
        : this(Utf8.Decode(bytes), bytes)
    {
    }

    private Phrase(string text, byte[] bytes)
    {
        Text = text;
        Bytes = bytes;
        _startsWithWord = Words.StartsWithWordChar(Bytes);
        _endsWithWord = Words.EndsWithWordChar(Bytes);
    }

    public string Text { get; }

    public byte[] Bytes { get; }

    /// <summary>Whole words at both ends; the empty phrase matches the empty value.</summary>
    public bool IsIn(ReadOnlySpan<byte> value) => Phrases.Contains(value, Bytes, _startsWithWord, _endsWithWord);

    /// <summary>A whole word at the start only; the empty prefix matches any value that is not empty.</summary>
    public bool IsPrefixIn(ReadOnlySpan<byte> value) =>
        Bytes.Length == 0 ? value.Length > 0 : Phrases.IndexOf(value, Bytes, _startsWithWord, endsWithWord: false) >= 0;

    public int IndexIn(ReadOnlySpan<byte> value) => Phrases.IndexOf(value, Bytes, _startsWithWord, _endsWithWord);

    /// <summary>Every place of the phrase in a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="marks">Takes the places.</param>
    /// <param name="openStart">Also inside of a word that begins before it.</param>
    /// <param name="openEnd">Also inside of a word that goes on after it.</param>
    public void Mark(ReadOnlySpan<byte> value, List<(int Start, int Length)> marks, bool openStart = false, bool openEnd = false)
    {
        int from = 0;
        while (Bytes.Length > 0)
        {
            int at = Phrases.IndexOf(value[from..], Bytes, _startsWithWord && !openStart, _endsWithWord && !openEnd);
            if (at < 0)
            {
                return;
            }

            marks.Add((from + at, Bytes.Length));
            from += at + Bytes.Length;
        }
    }

    /// <summary>Words that stand whole in every value that contains this phrase.</summary>
    public IEnumerable<byte[]> WholeWords(bool openStart = false, bool openEnd = false)
    {
        List<Range> words = Words.Split(Bytes);
        for (int i = 0; i < words.Count; i++)
        {
            (int offset, int length) = words[i].GetOffsetAndLength(Bytes.Length);
            bool cut = (openStart && offset == 0) || (openEnd && offset + length == Bytes.Length);
            if (!cut)
            {
                yield return Bytes.AsSpan(offset, length).ToArray();
            }
        }
    }

    public override string ToString() => Text;
}
