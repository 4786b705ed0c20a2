using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>extract [if (…)] "user=&lt;user&gt; " [from f] [keep_original_fields|skip_empty_results]</c>.</summary>
internal sealed class ExtractPipe(Filter? condition, Template template, string source, ResultPolicy policy) : RowPipe
{
    internal override bool Changes(string field) => template.Fields.Contains(field);

    protected override bool Apply(Row row)
    {
        if (condition is null || condition.Matches(row))
        {
            List<KeyValuePair<string, ReadOnlyMemory<byte>>> found = [];
            template.Extract(row.GetMemory(source), found);
            foreach ((string field, ReadOnlyMemory<byte> value) in found)
            {
                policy.Store(row, field, value);
            }
        }

        return true;
    }

    internal override void NarrowFields(NeededFields needed)
    {
        if (template.Fields.Any(needed.Needs))
        {
            policy.Narrow(needed, template.Fields, condition is not null);
            needed.Add(source);
            needed.Add(condition);
        }
    }

    internal override Pipe MapFilters(Func<Filter, Filter> map) => condition is null ? this : new ExtractPipe(map(condition), template, source, policy);

    public override string ToString() =>
        $"extract{PipeSyntax.IfText(condition)} {Keywords.Quote(template.Text)}{(source == "_msg" ? "" : " from " + Keywords.Quote(source))}{policy.Text()}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        Filter? condition = PipeSyntax.ReadIf(reader);
        int at = reader.Position;
        var template = new Template(reader.ReadValue("a pattern such as \"user=<user> \""), at);
        template.CheckExtract(at);
        string source = reader.Skip("from") ? PipeSyntax.ReadField(reader, "the field to extract from") : "_msg";
        return new ExtractPipe(condition, template, source, ResultPolicies.Read(reader));
    }
}
