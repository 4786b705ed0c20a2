using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>min</c> and <c>max</c>: numbers as numbers, all else in natural order. Named fields that are missing count as empty.</summary>
internal sealed class ExtremeFunction(string name, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    public override StatsState Start(StatsContext context) => new State(this, context.Budget);

    private sealed class State(ExtremeFunction function, MemoryBudget budget) : StatsState
    {
        private readonly bool _max = function.Name == "max";
        private byte[]? _best;

        public override void Add(Row row) => function.ForEach(row, this, static (state, value) => state.Consider(value.Span));

        private void Consider(ReadOnlySpan<byte> value)
        {
            if (_best is null || (_max ? ValueOrder.Less(_best, value) : ValueOrder.Less(value, _best)))
            {
                budget.Take(value.Length - (_best?.Length ?? 0));
                _best = value.ToArray();
            }
        }

        public override byte[] Result() => _best ?? [];
    }
}
