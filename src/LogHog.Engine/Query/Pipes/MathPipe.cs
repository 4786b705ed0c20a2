using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary><c>math a / b as c, round(c, 0.1) as d</c>, <c>eval …</c>: arithmetic on fields, one after the other.</summary>
internal sealed class MathPipe(IReadOnlyList<(MathExpression Expression, string Result)> steps) : RowPipe
{
    internal override WeightUse Weights => steps.Any(static step => step.Expression.IsRandom) ? WeightUse.Refuses : WeightUse.Passes;

    internal override bool Changes(string field) => steps.Any(step => step.Result == field);

    protected override bool Apply(Row row)
    {
        foreach ((MathExpression expression, string result) in steps)
        {
            row.Set(result, Utf8.Encode(Numbers.Format(expression.Evaluate(row))));
        }

        return true;
    }

    internal override void NarrowFields(NeededFields needed)
    {
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            if (needed.Needs(steps[i].Result))
            {
                needed.Remove(steps[i].Result);
                needed.Add(steps[i].Expression.Fields);
            }
        }
    }

    public override string ToString() => "math " + string.Join(", ", steps.Select(Text));

    private static string Text((MathExpression Expression, string Result) step) =>
        $"{(step.Expression is MathExpression.Binary ? $"({step.Expression})" : step.Expression.ToString())} as {Keywords.Quote(step.Result)}";

    public static Pipe Parse(TokenReader reader, string name)
    {
        List<(MathExpression, string)> steps = [];
        do
        {
            MathExpression expression = MathParser.Parse(reader);
            string result = reader.Is(",") || reader.AtPartEnd ? expression.ToString() : PipeSyntax.ReadResult(reader);
            steps.Add((expression, result));
        }
        while (reader.Skip(","));
        return new MathPipe(steps);
    }
}
