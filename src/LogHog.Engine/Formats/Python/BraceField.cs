using System.Globalization;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// The name in a place: <c>message</c>, <c>user.id</c>, <c>user[id]</c>, <c>tags[0]</c>. Events have nested values under names with dots, so both spellings
/// find those; else a list or a dict is a text, and brackets find an element in it. Of any other text an index finds the character.
/// </summary>
internal sealed class BraceField
{
    private readonly RecordAttribute? _list;
    private readonly byte[] _key = [];
    private readonly int _index = -1;

    public BraceField(string name, TemplateBuilder builder)
    {
        string dotted = name.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        Attribute = builder.Attribute(dotted);
        IsPlain = dotted == name;
        if (IsPlain || !name.EndsWith(']'))
            return;
        int open = name.LastIndexOf('[');
        string key = name[(open + 1)..^1];
        _key = Utf8.Encode(key);
        if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            _index = index;
        _list = builder.Attribute(name[..open].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal));
    }

    /// <summary>The name with dots.</summary>
    public RecordAttribute Attribute { get; }

    /// <summary>There are no brackets in it.</summary>
    public bool IsPlain { get; }

    public PythonValue Get(PythonRecord record)
    {
        PythonValue value = record.Get(Attribute);
        if (value.Type != PythonType.Missing || _list is null)
            return value;
        PythonValue list = record.Get(_list);
        if (list.Type != PythonType.Str)
            return default;
        return _list.Source == AttributeSource.Field && PythonLiteral.IsContainer(list.Text) ? PythonLiteral.Item(list.Text, _key, record.Scratch) : Character(list.Text);
    }

    private PythonValue Character(ReadOnlySpan<byte> text)
    {
        if (_index < 0)
            return default;
        text = text[PaddedText.Cut(text, _index).Length..];
        return text.IsEmpty ? default : PythonValue.Str(PaddedText.Cut(text, 1));
    }
}
