using System.Globalization;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>histogram(a)</c>: hits in ranges of which 18 make a power of ten, from 1e-9 to 1e18, as VictoriaMetrics cuts them.</summary>
internal sealed class HistogramFunction(IReadOnlyList<string> arguments) : StatsFunction("histogram", arguments)
{
    private const int PerDecade = 18;
    private const int LowestDecade = -9;
    private const int HighestDecade = 18;
    private const int Ranges = (HighestDecade - LowestDecade) * PerDecade;

    // A sorted map.
    public override StatsColumn Start(StatsContext context) => new StatesColumn(() => new State(this, context.Budget), emptyBytes: 100);

    private static string Bound(int index) => Exponent(Math.Pow(10, ((double)index / PerDecade) + LowestDecade));

    private static string Exponent(double value)
    {
        string text = value.ToString("0.000e+00", CultureInfo.InvariantCulture);
        return text;
    }

    private sealed class State(HistogramFunction function, MemoryBudget budget) : StatsState
    {
        private const int RangeBytes = 80;

        private readonly SortedDictionary<int, long> _hits = [];

        public override void Add(Row row)
        {
            if (Numbers.TryParse(row.Get(function.Arguments[0]), out double value) && !double.IsNaN(value) && value >= 0)
            {
                int range = RangeOf(value);
                if (_hits.TryAdd(range, row.Weight))
                    budget.Take(RangeBytes);
                else
                    _hits[range] += row.Weight;
            }
        }

        /// <summary>-1 = below the lowest range, <see cref="Ranges"/> = above the highest.</summary>
        private static int RangeOf(double value)
        {
            double place = (Math.Log10(value) - LowestDecade) * PerDecade;
            if (value == 0 || place < 0)
            {
                return -1;
            }

            return place >= Ranges ? Ranges : place == Math.Floor(place) && place > 0 ? (int)place - 1 : (int)place;
        }

        public override byte[] Result()
        {
            IEnumerable<string> parts = _hits.Select(hit => $"{{\"vmrange\":\"{Name(hit.Key)}\",\"hits\":{PipeSyntax.Count(hit.Value)}}}");
            return Utf8.Encode($"[{string.Join(',', parts)}]");
        }

        private static string Name(int range) => range < 0 ? $"0...{Bound(0)}"
            : range == Ranges ? $"{Bound(Ranges)}...+Inf"
            : $"{Bound(range)}...{Bound(range + 1)}";
    }
}
