using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>format [if (…)] "&lt;a&gt; and &lt;uc:b&gt;" [as r] [keep_original_fields|skip_empty_results]</c>.</summary>
internal sealed class FormatPipe(Filter? condition, Template template, string result, ResultPolicy policy) : RowPipe
{
    public string Result { get; } = result;

    protected override bool Apply(Row row)
    {
        if (condition is not null && !condition.Matches(row))
        {
            return true;
        }

        ByteText text = Scratch.Text();
        foreach (Template.Step step in template.Steps)
        {
            text.Add(step.Text);
            if (step.Field.Length > 0)
            {
                FormatOptions.Add(text, step.Option, row.Get(step.Field));
            }
        }

        policy.Store(row, Result, text.ToArray());
        return true;
    }

    internal override void NarrowFields(NeededFields needed)
    {
        if (needed.Needs(Result))
        {
            policy.Narrow(needed, [Result], condition is not null);
            needed.Add(template.Fields);
            needed.Add(condition);
        }
    }

    internal override Pipe MapFilters(Func<Filter, Filter> map) => condition is null ? this : new FormatPipe(map(condition), template, Result, policy);

    public override string ToString() =>
        $"format{PipeSyntax.IfText(condition)} {Keywords.Quote(template.Text)}{(Result == "_msg" ? "" : " as " + Keywords.Quote(Result))}{policy.Text()}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        Filter? condition = PipeSyntax.ReadIf(reader);
        int at = reader.Position;
        var template = new Template(reader.ReadValue("a format such as \"<a> of <b>\""), at);
        string result = reader.Skip("as") ? PipeSyntax.ReadField(reader, "the name of the result") : "_msg";
        return new FormatPipe(condition, template, result, ResultPolicies.Read(reader));
    }
}
