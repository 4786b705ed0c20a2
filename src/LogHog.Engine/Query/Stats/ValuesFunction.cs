using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>values(a) [limit n]</c>: all values as a JSON array; <c>uniq_values(a) [limit n]</c>: the different ones, sorted, without empty ones.</summary>
internal sealed class ValuesFunction(string name, IReadOnlyList<string> arguments, long limit) : StatsFunction(name, arguments)
{
    private long Limit { get; } = limit;

    public override StatsState Start(StatsContext context) => Name == "values" ? new State(this, context.Budget) : new UniqState(this, context.Budget);

    public override string ToString() => base.ToString() + (Limit > 0 ? " limit " + PipeSyntax.Count(Limit) : "");

    private static byte[] ToArray(IEnumerable<byte[]> values)
    {
        var text = new ByteText().Add((byte)'[');
        foreach (byte[] value in values)
        {
            JsonText.Separate(text);
            JsonText.AddString(text, value);
        }

        return text.Add((byte)']').ToArray();
    }

    private sealed class State(ValuesFunction function, MemoryBudget budget) : StatsState
    {
        private readonly List<byte[]> _values = [];

        public override void Add(Row row) => function.ForEach(row, (State: this, row.Weight), static (to, value) => to.State.Keep(value.Span, to.Weight));

        private void Keep(ReadOnlySpan<byte> value, long times)
        {
            for (; times > 0 && (function.Limit == 0 || _values.Count < function.Limit); times--)
            {
                budget.Take(32 + value.Length);
                _values.Add(value.ToArray());
            }
        }

        public override byte[] Result() => ToArray(_values);
    }

    private sealed class UniqState(ValuesFunction function, MemoryBudget budget) : StatsState
    {
        private readonly HashSet<byte[]> _values = new(ByteComparer.Instance);

        public override void Add(Row row) => function.ForEach(row, this, static (state, value) => state.Keep(value.Span));

        private void Keep(ReadOnlySpan<byte> value)
        {
            bool full = function.Limit > 0 && _values.Count >= function.Limit;
            if (!full && value.Length > 0 && _values.GetAlternateLookup<ReadOnlySpan<byte>>().Add(value))
            {
                budget.Take(72 + value.Length);
            }
        }

        public override byte[] Result() => ToArray(_values.Order(Comparer<byte[]>.Create(static (x, y) => ValueOrder.Compare(x, y))));
    }
}
