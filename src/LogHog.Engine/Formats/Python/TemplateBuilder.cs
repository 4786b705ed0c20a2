using System.Text;
using LogHog.Engine.Query.Values;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Python;

/// <summary>Puts the pieces of a format together; neighbouring texts become one.</summary>
internal sealed class TemplateBuilder(IReadOnlyDictionary<string, EventField> defaults)
{
    private readonly List<TemplatePart> _parts = [];
    private readonly StringBuilder _literal = new();
    private int _attributes;

    public void Literal(ReadOnlySpan<char> text) => _literal.Append(text);

    public RecordAttribute Attribute(string name) => new(name, defaults);

    public void Add(TemplatePart part)
    {
        CloseLiteral();
        _parts.Add(part);
        _attributes++;
    }

    /// <returns>Null: it names no attribute.</returns>
    public TemplatePart[]? Build()
    {
        CloseLiteral();
        return _attributes == 0 ? null : [.. _parts];
    }

    private void CloseLiteral()
    {
        if (_literal.Length > 0)
            _parts.Add(new LiteralPart(Utf8.Encode(_literal.ToString())));
        _literal.Clear();
    }
}
