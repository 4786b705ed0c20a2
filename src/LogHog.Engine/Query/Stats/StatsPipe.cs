using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>stats [by (…)] f(…) [if (…)] [as r], …</c>: functions over groups of rows.</summary>
internal sealed class StatsPipe(string name, IReadOnlyList<GroupKey> by, IReadOnlyList<StatsPipe.Column> columns) : Pipe
{
    /// <summary>One result of a group.</summary>
    internal sealed record Column(StatsFunction Function, Filter? Condition, string Result);

    public IReadOnlyList<GroupKey> By { get; } = by;

    public IReadOnlyList<Column> Columns { get; } = columns;

    internal override WeightUse Weights => WeightUse.Takes;

    /// <summary>The steps into which it cuts <c>_time</c>, if that is all it looks at of it.</summary>
    public TimeStep? TimeStep
    {
        get
        {
            List<GroupKey> times = [.. By.Where(static key => key.Field == "_time")];
            var others = new NeededFields();
            others.Clear();
            foreach (Column column in Columns)
            {
                others.Add(column.Function.Fields);
                others.Add(column.Condition);
            }

            return times is [{ Bucket: { } bucket }] && !others.Needs("_time") ? bucket.TimeStep : null;
        }
    }

    internal override IPipeProcessor Start(PipeContext context, IPipeProcessor next) => new StatsProcessor(this, context, next);

    internal override void NarrowFields(NeededFields needed)
    {
        needed.Clear();
        needed.Add(By.Select(key => key.Field));
        foreach (Column column in Columns)
        {
            needed.Add(column.Function.Fields);
            needed.Add(column.Condition);
        }
    }

    /// <summary>The same results for other groups.</summary>
    public StatsPipe WithKeys(IReadOnlyList<GroupKey> keys) => new(name, keys, Columns);

    internal override Pipe MapFilters(Func<Filter, Filter> map) => new StatsPipe(
        name, By, [.. Columns.Select(column => column.Condition is null ? column : column with { Condition = map(column.Condition) })]);

    public override string ToString() => name + (By.Count == 0 ? "" : $" by ({string.Join(", ", By)})")
        + " " + string.Join(", ", Columns.Select(c => $"{c.Function}{PipeSyntax.IfText(c.Condition)} as {Keywords.Quote(c.Result)}"));

    public static Pipe Parse(TokenReader reader, string name)
    {
        List<GroupKey> by = reader.Skip("by") || reader.Is("(") ? ReadKeys(reader) : [];
        List<Column> columns = [];
        do
        {
            int at = reader.Position;
            if (columns.Count == QueryLimits.ItemsMax)
            {
                throw reader.Error($"stats has at most {QueryLimits.ItemsMax} results");
            }

            StatsFunction function = StatsFunctionParser.Parse(reader);
            Filter? condition = PipeSyntax.ReadIf(reader);
            string result = reader.AtPartEnd || reader.Is(",") ? $"{function}{PipeSyntax.IfText(condition)}" : PipeSyntax.ReadResult(reader);
            if (columns.Exists(column => column.Result == result) || by.Exists(key => key.Field == result))
            {
                throw new LogsQlException($"there are two results with the name '{result}'; name one of them with 'as'", at);
            }

            columns.Add(new Column(function, condition, string.Intern(result)));
        }
        while (reader.Skip(","));
        return new StatsPipe(name == "stats_remote" ? name : "stats", by, columns);
    }

    private static List<GroupKey> ReadKeys(TokenReader reader)
    {
        reader.Expect("(", "after by");
        List<GroupKey> keys = [];
        while (!reader.Skip(")"))
        {
            keys.Add(GroupKey.Parse(reader));
            if (keys.Count > QueryLimits.ItemsMax)
            {
                throw reader.Error($"stats groups by at most {QueryLimits.ItemsMax} fields");
            }

            if (!reader.Skip(",") && !reader.Is(")"))
            {
                throw reader.Unexpected("',' or ')'");
            }
        }

        return keys;
    }
}
