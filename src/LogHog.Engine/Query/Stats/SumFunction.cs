using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>sum</c>, <c>avg</c>, <c>rate_sum</c> of the numbers among the values; <c>sum_len</c>: bytes of all of them.</summary>
internal sealed class SumFunction(string name, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    public override StatsState Start(StatsContext context) => Name == "sum_len" ? new LengthState(this) : new State(this, context.SecondsOf);

    private sealed class State(SumFunction function, double seconds) : StatsState
    {
        private double _sum;

        /// <summary>What the additions have lost so far (Neumaier): the result does not depend on the order of the rows.</summary>
        private double _lost;
        private long _count;

        public override void Add(Row row) => function.ForEach(row, (State: this, row.Weight), static (to, value) =>
        {
            if (Numbers.TryParse(value.Span, out double number))
            {
                to.State.AddNumber(number, to.Weight);
            }
        });

        private void AddNumber(double number, long times)
        {
            _count += times;
            double product = number * times;
            double rounded = Math.FusedMultiplyAdd(number, times, -product);
            _lost += double.IsFinite(rounded) ? rounded : 0;
            number = product;
            double sum = _sum + number;
            _lost += Math.Abs(_sum) >= Math.Abs(number) ? _sum - sum + number : number - sum + _sum;
            _sum = sum;
        }

        public override byte[] Result()
        {
            double sum = double.IsFinite(_sum) ? _sum + _lost : _sum;
            double result = _count == 0 ? double.NaN
                : function.Name == "avg" ? sum / _count
                : function.Name == "rate_sum" && seconds > 0 ? sum / seconds
                : sum;
            return Utf8.Encode(Numbers.Format(result));
        }
    }

    private sealed class LengthState(SumFunction function) : StatsState
    {
        private long _bytes;

        public override void Add(Row row) => function.ForEach(row, (State: this, row.Weight), static (to, value) => to.State._bytes += value.Length * to.Weight);

        public override byte[] Result() => Utf8.Encode(PipeSyntax.Count(_bytes));
    }
}
