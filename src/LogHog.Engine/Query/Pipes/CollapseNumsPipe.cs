using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>collapse_nums [if (…)] [at f] [prettify]</c>: numbers become &lt;N&gt;, so that lines of one kind look the same.</summary>
internal sealed class CollapseNumsPipe(Filter? condition, string field, bool prettify) : ValuePipe(condition, field, field)
{
    protected override byte[] Make(ReadOnlyMemory<byte> value) => NumberCollapse.Collapse(value.Span, prettify);

    internal override Pipe MapFilters(Func<Filter, Filter> map) => Condition is null ? this : new CollapseNumsPipe(map(Condition), Source, prettify);

    public override string ToString() =>
        $"collapse_nums{PipeSyntax.IfText(Condition)}{(Source == "_msg" ? "" : " at " + Keywords.Quote(Source))}{(prettify ? " prettify" : "")}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        Filter? condition = PipeSyntax.ReadIf(reader);
        string field = reader.Skip("at") ? PipeSyntax.ReadField(reader, "the field of collapse_nums") : "_msg";
        return new CollapseNumsPipe(condition, field, reader.Skip("prettify"));
    }
}
