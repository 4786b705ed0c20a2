using System.Collections;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query;

/// <summary>Texts in the order in which they were added, as UTF-8 in <see cref="KeptBytes"/>: a list of a hundred thousand is a handful of objects.</summary>
internal sealed class KeptTexts : IReadOnlyList<string>
{
    private readonly KeptBytes _bytes = new();
    private readonly List<KeptKey> _keys = [];

    public int Count => _keys.Count;

    public string this[int index] => Utf8.Decode(Bytes(index).Span);

    public static KeptTexts Of(IEnumerable<byte[]> texts)
    {
        var kept = new KeptTexts();
        foreach (byte[] text in texts)
            kept.Add(text);
        return kept;
    }

    public void Add(string text) => Add(Utf8.Encode(text));

    public void Add(ReadOnlySpan<byte> text) => _keys.Add(new KeptKey(_bytes.Add(text), text.Length, KeptKeys.HashOf(text)));

    public ReadOnlyMemory<byte> Bytes(int index) => _bytes.Memory(_keys[index].At, _keys[index].Length);

    /// <summary>The different ones of them, to be asked with bytes. Texts that are added later are not in it.</summary>
    public HashSet<KeptKey>.AlternateLookup<ReadOnlySpan<byte>> ToSet() =>
        new HashSet<KeptKey>(_keys, new KeptKeys(_bytes)).GetAlternateLookup<ReadOnlySpan<byte>>();

    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
