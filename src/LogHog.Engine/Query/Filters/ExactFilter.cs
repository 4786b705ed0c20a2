using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>=text</c>: the whole value; <c>=text*</c>: how it starts.</summary>
public sealed class ExactFilter : FieldFilter
{
    private readonly Phrase _text;
    private readonly ShapePhrase _start;
    private readonly byte[] _shape;

    internal ExactFilter(string field, string text, bool isPrefix)
        : base(field)
    {
        _text = new Phrase(text);
        _start = new ShapePhrase(_text.Bytes, openEnd: true);
        _shape = ShapePhrase.ShapeOf(_text.Bytes);
        IsPrefix = isPrefix;
    }

    /// <summary>The value, or its start.</summary>
    public ReadOnlyMemory<byte> Value => _text.Bytes;

    public bool IsPrefix { get; }

    public override WordCondition Words => WordCondition.Of(Field, [.. _text.WholeWords(openEnd: IsPrefix)], _text.Bytes);

    public override bool MatchesValue(ReadOnlySpan<byte> value) => IsPrefix ? value.StartsWith(_text.Bytes) : value.SequenceEqual(_text.Bytes);

    internal override ShapeVerdict MatchesShape(ReadOnlySpan<byte> shape) =>
        !IsPrefix ? (shape.SequenceEqual(_shape) ? ShapeVerdict.Maybe : ShapeVerdict.No)
        : _text.Bytes.Length == 0 ? ShapeVerdict.Yes
        : _start.IsStartOf(shape);

    private protected override string Condition => $"={Keywords.Quote(_text.Text)}{(IsPrefix ? "*" : "")}";

    internal static Filter ParseSign(TokenReader reader, string field)
    {
        if (reader.Current.SpaceBefore && field.Length == 0)
        {
            throw reader.Error("'=' needs a field and a colon in front: field:=value");
        }

        string text = reader.ReadPhrase("a value after '='");
        bool prefix = reader.Is("*") && !reader.Current.SpaceBefore && reader.Skip("*");
        return new ExactFilter(field.Length == 0 ? "_msg" : field, text, prefix);
    }

    internal static Filter Parse(TokenReader reader, string name, string field)
    {
        (string text, bool prefix) = Arguments.ReadMaybePrefix(reader, name);
        return new ExactFilter(field, text, prefix);
    }
}
