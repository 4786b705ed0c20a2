using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>pack_json [fields (a, b*)] [as r]</c>, <c>pack_logfmt …</c>: fields as one text.</summary>
internal sealed class PackPipe(bool json, IReadOnlyList<string> patterns, string result) : RowPipe
{
    private readonly FieldPatterns _patterns = new(patterns);

    protected override bool Apply(Row row)
    {
        ByteText text = Scratch.Text();
        if (json)
        {
            text.Add((byte)'{');
        }

        for (int i = 0; i < row.Count; i++)
        {
            ReadOnlyMemory<byte> value = row.ValueAt(i);
            if (value.Length == 0 || (patterns.Count > 0 && !_patterns.Match(row.NameAt(i))))
            {
                continue;
            }

            if (json)
            {
                JsonText.AddMember(text, row.NameAt(i), value.Span);
            }
            else
            {
                LogfmtText.Add(text, row.NameAt(i), value.Span);
            }
        }

        if (json)
        {
            text.Add((byte)'}');
        }

        row.Set(result, text.ToArray());
        return true;
    }

    internal override void NarrowFields(NeededFields needed)
    {
        if (needed.Needs(result))
        {
            needed.Remove(result);
            needed.Add(patterns.Count == 0 ? ["*"] : patterns);
        }
    }

    public override string ToString() => (json ? "pack_json" : "pack_logfmt")
        + (patterns.Count == 0 ? "" : $" fields ({Keywords.QuoteAll(patterns)})") + (result == "_msg" ? "" : " as " + Keywords.Quote(result));

    public static Pipe Parse(TokenReader reader, string name)
    {
        List<string> patterns = reader.Skip("fields") ? PipeSyntax.ReadBracketedFields(reader, "after fields", patterns: true) : [];
        string result = reader.AtPartEnd ? "_msg" : PipeSyntax.ReadResult(reader);
        return new PackPipe(name == "pack_json", patterns.Contains("*") ? [] : patterns, result);
    }
}
