using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>quantile(0.99, a)</c>, <c>median(a)</c>. Named fields that are missing count as empty, the least value.</summary>
internal sealed class QuantileFunction(string name, double phi, string phiText, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    /// <summary>Above so many values a random sample of this size stands for them; the least and the greatest stay exact.</summary>
    private const int SampleMax = 100_000;

    // A list and a source of random numbers.
    public override StatsColumn Start(StatsContext context) => new StatesColumn(() => new State(this, context.Budget), emptyBytes: 400);

    public override string ToString() => Name == "median" ? base.ToString()
        : $"quantile({phiText}{(IsAll ? "" : ", " + Parsing.Keywords.QuoteAll(Arguments))})";

    private sealed class State(QuantileFunction function, MemoryBudget budget) : StatsState
    {
        private readonly List<byte[]> _values = [];

        /// <summary>A fixed seed: the same rows give the same answer.</summary>
        private readonly Random _random = new(1);
        private long _seen;
        private byte[]? _min;
        private byte[]? _max;

        public override void Add(Row row) => function.ForEach(row, (this, row.Weight), static (state, value) => state.Item1.Keep(value.Span, state.Weight));

        private void Keep(ReadOnlySpan<byte> value, long times)
        {
            byte[] copy = value.ToArray();
            _min = _min is null || ValueOrder.Less(copy, _min) ? copy : _min;
            _max = _max is null || ValueOrder.Less(_max, copy) ? copy : _max;
            for (; times > 0; times--)
            {
                Keep(copy);
            }
        }

        private void Keep(byte[] copy)
        {
            _seen++;
            if (_values.Count < SampleMax)
            {
                budget.Take(32 + copy.Length);
                _values.Add(copy);
            }
            else if (_random.NextInt64(_seen) is var place and < SampleMax)
            {
                _values[(int)place] = copy;
            }
        }

        public override byte[] Result()
        {
            if (_min is null || _max is null || _values.Count == 0)
            {
                return [];
            }

            if (function.Phi <= 0 || function.Phi >= 1)
            {
                return function.Phi <= 0 ? _min : _max;
            }

            _values.Sort(static (x, y) => ValueOrder.Compare(x, y));
            int index = (int)(function.Phi * _values.Count);
            return index >= _values.Count ? _max : _values[index];
        }
    }

    private double Phi { get; } = phi;
}
