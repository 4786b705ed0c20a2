using System.Globalization;
using System.Text.Json;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// The name in a place: <c>message</c>, <c>user.id</c>, <c>user[id]</c>, <c>tags[0]</c>. Events have nested values under names with dots, so both spellings
/// find those. An index finds the element of a list, and as Python's the character of a text.
/// </summary>
internal sealed class BraceField
{
    private readonly RecordAttribute? _list;
    private readonly int _index;

    public BraceField(string name, TemplateBuilder builder)
    {
        string dotted = name.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        Attribute = builder.Attribute(dotted);
        IsPlain = dotted == name;
        if (IsPlain || !name.EndsWith(']'))
            return;
        int open = name.LastIndexOf('[');
        if (!int.TryParse(name.AsSpan(open + 1, name.Length - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out _index))
            return;
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
        return list.Text.StartsWith("["u8) && TryGetElement(list.Text, record.Scratch, out PythonValue element) ? element : Character(list.Text);
    }

    private PythonValue Character(ReadOnlySpan<byte> text)
    {
        text = text[PaddedText.Cut(text, _index).Length..];
        return text.IsEmpty ? default : PythonValue.Str(PaddedText.Cut(text, 1));
    }

    /// <summary>A list stands as its JSON in a field.</summary>
    private bool TryGetElement(ReadOnlySpan<byte> list, Scratch scratch, out PythonValue element)
    {
        element = default;
        try
        {
            var reader = new Utf8JsonReader(list);
            reader.Read();
            for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                if (i == _index)
                    element = ElementAt(ref reader, list, scratch);
                else
                    reader.Skip();
            }

            return element.Type != PythonType.Missing && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static PythonValue ElementAt(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> list, Scratch scratch)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return PythonValue.None;
            case JsonTokenType.True:
                return PythonValue.True;
            case JsonTokenType.False:
                return PythonValue.False;
            case JsonTokenType.Number:
                return PythonValue.Of(FieldKind.Number, list.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length));
            case JsonTokenType.String:
                int start = scratch.Length;
                scratch.Write(Utf8.Encode(reader.GetString()!));
                return PythonValue.Str(scratch.From(start));
            default:
                int from = (int)reader.TokenStartIndex;
                reader.Skip();
                return PythonValue.Str(list[from..(int)reader.BytesConsumed]);
        }
    }
}
