using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>count()</c>, <c>count(a, b)</c> (rows where one of them is not empty), <c>count_empty(a)</c>, <c>rate()</c>.</summary>
internal sealed class CountFunction(string name, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    public override IEnumerable<string> Fields => IsAll && Name != "count_empty" ? [] : base.Fields;

    public override StatsColumn Start(StatsContext context) => new Column(this, context.SecondsOf);

    public override string ToString() => Name == "rate" ? "rate()" : base.ToString();

    private sealed class Column(CountFunction function, double seconds) : StatsColumn<long>
    {
        private bool _any;

        protected override void Add(Row row)
        {
            if (function.IsAll && function.Name != "count_empty")
            {
                Group += row.Weight;
                return;
            }

            _any = false;
            function.ForEach(row, this, static (column, value) => column._any |= value.Length > 0);
            Group += _any != (function.Name == "count_empty") ? row.Weight : 0;
        }

        protected override byte[] Result() => function.Name == "rate" && seconds > 0
            ? Utf8.Encode(Numbers.Format(Group / seconds))
            : Utf8.Encode(PipeSyntax.Count(Group));
    }
}
