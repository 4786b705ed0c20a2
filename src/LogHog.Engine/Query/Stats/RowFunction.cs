using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>row_min(f, a, b)</c>, <c>row_max(f, …)</c>: the row with the least or greatest f, as JSON; <c>row_any(a, b)</c>: some row.</summary>
internal sealed class RowFunction(string name, string by, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    private string By { get; } = by;

    public override IEnumerable<string> Fields => By.Length == 0 ? base.Fields : [By, .. base.Fields];

    public override StatsState Start(StatsContext context) => new State(this, context.Budget);

    public override string ToString() => By.Length == 0 ? base.ToString()
        : IsAll ? $"{Name}({Parsing.Keywords.Quote(By)})"
        : $"{Name}({Parsing.Keywords.Quote(By)}, {Parsing.Keywords.QuoteAll(Arguments)})";

    private byte[] ToJson(Row row)
    {
        var text = new ByteText().Add((byte)'{');
        if (IsAll)
        {
            AddAll(text, row, "");
        }

        foreach (string argument in Arguments)
        {
            if (argument.EndsWith('*'))
            {
                AddAll(text, row, argument[..^1]);
            }
            else if (row.Get(argument).Length > 0)
            {
                JsonText.AddMember(text, argument, row.Get(argument));
            }
        }

        return text.Add((byte)'}').ToArray();
    }

    private static void AddAll(ByteText text, Row row, string prefix)
    {
        for (int i = 0; i < row.Count; i++)
        {
            if (row.ValueAt(i).Length > 0 && row.NameAt(i).StartsWith(prefix, StringComparison.Ordinal))
            {
                JsonText.AddMember(text, row.NameAt(i), row.ValueAt(i).Span);
            }
        }
    }

    private sealed class State(RowFunction function, MemoryBudget budget) : StatsState
    {
        private readonly bool _max = function.Name == "row_max";
        private byte[]? _best;
        private byte[]? _row;

        public override void Add(Row row)
        {
            if (function.By.Length == 0)
            {
                if (_row is null)
                    Keep(row, []);
                return;
            }

            ReadOnlySpan<byte> value = row.Get(function.By);
            if (value.Length > 0 && (_best is null || (_max ? ValueOrder.Less(_best, value) : ValueOrder.Less(value, _best))))
            {
                Keep(row, value.ToArray());
            }
        }

        private void Keep(Row row, byte[] value)
        {
            byte[] json = function.ToJson(row);
            budget.Take(value.Length + json.Length - (_best?.Length ?? 0) - (_row?.Length ?? 0));
            (_best, _row) = (value, json);
        }

        public override byte[] Result() => _row ?? "{}"u8.ToArray();
    }
}
