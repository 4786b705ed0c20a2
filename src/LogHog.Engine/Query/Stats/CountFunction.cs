using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>count()</c>, <c>count(a, b)</c> (rows where one of them is not empty), <c>count_empty(a)</c>, <c>rate()</c>.</summary>
internal sealed class CountFunction(string name, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    public override IEnumerable<string> Fields => IsAll && Name != "count_empty" ? [] : base.Fields;

    public override StatsState Start(StatsContext context) => new State(this, context.SecondsOf);

    public override string ToString() => Name == "rate" ? "rate()" : base.ToString();

    private sealed class State(CountFunction function, double seconds) : StatsState
    {
        private long _count;
        private bool _any;

        public override void Add(Row row)
        {
            if (function.IsAll && function.Name != "count_empty")
            {
                _count += row.Weight;
                return;
            }

            _any = false;
            function.ForEach(row, this, static (state, value) => state._any |= value.Length > 0);
            _count += _any != (function.Name == "count_empty") ? row.Weight : 0;
        }

        public override byte[] Result() => function.Name == "rate" && seconds > 0
            ? Utf8.Encode(Numbers.Format(_count / seconds))
            : Utf8.Encode(PipeSyntax.Count(_count));
    }
}
