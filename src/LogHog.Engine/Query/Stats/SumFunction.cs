using System.Runtime.InteropServices;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>sum</c>, <c>avg</c>, <c>rate_sum</c> of the numbers among the values; <c>sum_len</c>: bytes of all of them.</summary>
internal sealed class SumFunction(string name, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    public override StatsColumn Start(StatsContext context) => Name == "sum_len" ? new LengthColumn(this) : new Column(this, context.SecondsOf);

    /// <param name="Sum">So far.</param>
    /// <param name="Lost">What the additions have lost so far (Neumaier): the result does not depend on the order of the rows.</param>
    /// <param name="Count">Of the numbers.</param>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Summed(double Sum, double Lost, long Count);

    private sealed class Column(SumFunction function, double seconds) : StatsColumn<Summed>
    {
        protected override void Add(Row row) => function.ForEach(row, (Column: this, row.Weight), static (to, value) =>
        {
            if (Numbers.TryParse(value.Span, out double number))
            {
                to.Column.AddNumber(number, to.Weight);
            }
        });

        protected override byte[] Result()
        {
            double sum = double.IsFinite(Group.Sum) ? Group.Sum + Group.Lost : Group.Sum;
            double result = Group.Count == 0 ? double.NaN
                : function.Name == "avg" ? sum / Group.Count
                : function.Name == "rate_sum" && seconds > 0 ? sum / seconds
                : sum;
            return Utf8.Encode(Numbers.Format(result));
        }

        private void AddNumber(double number, long times)
        {
            double product = number * times;
            double rounded = Math.FusedMultiplyAdd(number, times, -product);
            double lost = Group.Lost + (double.IsFinite(rounded) ? rounded : 0);
            double sum = Group.Sum + product;
            lost += Math.Abs(Group.Sum) >= Math.Abs(product) ? Group.Sum - sum + product : product - sum + Group.Sum;
            Group = new Summed(sum, lost, Group.Count + times);
        }
    }

    private sealed class LengthColumn(SumFunction function) : StatsColumn<long>
    {
        protected override void Add(Row row) => function.ForEach(row, (Column: this, row.Weight), static (to, value) => to.Column.Group += value.Length * to.Weight);

        protected override byte[] Result() => Utf8.Encode(PipeSyntax.Count(Group));
    }
}
