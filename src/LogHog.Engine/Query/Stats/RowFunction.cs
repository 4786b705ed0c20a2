using System.Runtime.InteropServices;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>row_min(f, a, b)</c>, <c>row_max(f, …)</c>: the row with the least or greatest f, as JSON; <c>row_any(a, b)</c>: some row.</summary>
internal sealed class RowFunction(string name, string by, IReadOnlyList<string> arguments) : StatsFunction(name, arguments)
{
    private string By { get; } = by;

    public override IEnumerable<string> Fields => By.Length == 0 ? base.Fields : [By, .. base.Fields];

    public override StatsColumn Start(StatsContext context) => new Column(this, context);

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

    [StructLayout(LayoutKind.Sequential)]
    private struct Found
    {
        public KeptValue Best;
        public KeptValue Row;
    }

    private sealed class Column(RowFunction function, StatsContext context) : StatsColumn<Found>
    {
        private readonly bool _max = function.Name == "row_max";

        protected override void Add(Row row)
        {
            if (function.By.Length == 0)
            {
                if (!Group.Row.HasValue)
                    Keep(row);
                return;
            }

            ReadOnlySpan<byte> value = row.Get(function.By);
            ReadOnlySpan<byte> best = Group.Best.In(context.Bytes);
            if (value.Length > 0 && (!Group.Best.HasValue || (_max ? ValueOrder.Less(best, value) : ValueOrder.Less(value, best))))
            {
                Group.Best.Set(value, context.Bytes, context.Budget);
                Keep(row);
            }
        }

        protected override byte[] Result() => Group.Row.HasValue ? Group.Row.In(context.Bytes).ToArray() : "{}"u8.ToArray();

        private void Keep(Row row) => Group.Row.Set(function.ToJson(row), context.Bytes, context.Budget);
    }
}
