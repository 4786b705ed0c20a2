using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>json_values(a, b) [sort by (c)] [limit n]</c>: rows as a JSON array of objects.</summary>
internal sealed class JsonValuesFunction(IReadOnlyList<string> arguments, IReadOnlyList<SortKey> sort, long limit) : StatsFunction("json_values", arguments)
{
    private IReadOnlyList<SortKey> Sort { get; } = sort;

    private long Limit { get; } = limit;

    public override IEnumerable<string> Fields => [.. base.Fields, .. Sort.Select(key => key.Field)];

    // A list.
    public override StatsColumn Start(StatsContext context) => new StatesColumn(() => new State(this, context.Budget), emptyBytes: 100);

    public override string ToString() => base.ToString() + (Sort.Count > 0 ? " sort" + SortSyntax.Text(Sort) : "") + (Limit > 0 ? " limit " + PipeSyntax.Count(Limit) : "");

    private bool Takes(string field) =>
        IsAll || Arguments.Any(a => a.EndsWith('*') ? field.StartsWith(a[..^1], StringComparison.Ordinal) : a == field);

    private int Compare((byte[][] Keys, byte[] Json) x, (byte[][] Keys, byte[] Json) y)
    {
        for (int i = 0; i < Sort.Count; i++)
        {
            int order = ValueOrder.Compare(x.Keys[i], y.Keys[i]);
            if (order != 0)
            {
                return Sort[i].IsDescending ? -order : order;
            }
        }

        return 0;
    }

    private sealed class State(JsonValuesFunction function, MemoryBudget budget) : StatsState
    {
        private readonly List<(byte[][] Keys, byte[] Json)> _rows = [];

        public override void Add(Row row)
        {
            if (function.Sort.Count == 0 && function.Limit > 0 && _rows.Count >= function.Limit)
            {
                return;
            }

            ByteText text = Scratch.Text().Add((byte)'{');
            for (int i = 0; i < row.Count; i++)
            {
                if (row.ValueAt(i).Length > 0 && function.Takes(row.NameAt(i)))
                {
                    JsonText.AddMember(text, row.NameAt(i), row.ValueAt(i).Span);
                }
            }

            byte[] json = text.Add((byte)'}').ToArray();
            byte[][] keys = [.. function.Sort.Select(key => row.Get(key.Field).ToArray())];
            for (long i = 0; i < row.Weight; i++)
            {
                budget.Take(80 + json.Length + keys.Sum(key => key.Length + 32L));
                _rows.Add((keys, json));
                if (function.Sort.Count == 0 && function.Limit > 0 && _rows.Count >= function.Limit)
                {
                    return;
                }
            }
        }

        public override byte[] Result()
        {
            IEnumerable<(byte[][] Keys, byte[] Json)> rows = function.Sort.Count == 0
                ? _rows
                : _rows.Order(Comparer<(byte[][] Keys, byte[] Json)>.Create(function.Compare));
            var text = new ByteText().Add((byte)'[');
            foreach ((_, byte[] json) in function.Limit > 0 ? rows.Take((int)Math.Min(function.Limit, int.MaxValue)) : rows)
            {
                JsonText.Separate(text);
                text.Add(json);
            }

            return text.Add((byte)']').ToArray();
        }
    }
}
