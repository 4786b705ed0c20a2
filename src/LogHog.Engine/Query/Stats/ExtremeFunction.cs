using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>min</c> and <c>max</c>: numbers as numbers, all else in natural order. Named fields that are missing count as empty.</summary>
internal sealed class ExtremeFunction(string name, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    public override StatsColumn Start(StatsContext context) => new Column(this, context);

    private sealed class Column(ExtremeFunction function, StatsContext context) : StatsColumn<KeptValue>
    {
        private readonly bool _max = function.Name == "max";

        protected override void Add(Row row) => function.ForEach(row, this, static (column, value) => column.Consider(value.Span));

        protected override byte[] Result() => Group.In(context.Bytes).ToArray();

        private void Consider(ReadOnlySpan<byte> value)
        {
            ReadOnlySpan<byte> best = Group.In(context.Bytes);
            if (!Group.HasValue || (_max ? ValueOrder.Less(best, value) : ValueOrder.Less(value, best)))
                Group.Set(value, context.Bytes, context.Budget);
        }
    }
}
