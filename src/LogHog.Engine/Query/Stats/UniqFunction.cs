using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>count_uniq(a, b) [limit n]</c>: different combinations, all-empty ones left out; <c>count_uniq_hash</c>: by a 64-bit hash.</summary>
internal sealed class UniqFunction(string name, IReadOnlyList<string> arguments, long limit) : StatsFunction(name, arguments)
{
    private long Limit { get; } = limit;

    // A set and room for a key.
    public override int EmptyBytes => 400;

    public override StatsState Start(StatsContext context) => Name == "count_uniq" ? new State(this, context.Budget) : new HashState(this, context.Budget);

    public override string ToString() => base.ToString() + (Limit > 0 ? " limit " + PipeSyntax.Count(Limit) : "");

    private bool AddKey(Row row, ByteText key)
    {
        key.Clear();
        bool any = false;
        foreach (string argument in Arguments)
        {
            ReadOnlySpan<byte> value = row.Get(argument);
            any |= value.Length > 0;
            key.Add(value.Length).Add((byte)':').Add(value);
        }

        return any;
    }

    private byte[] ToResult(long count) => Utf8.Encode(PipeSyntax.Count(Limit > 0 ? Math.Min(count, Limit) : count));

    private sealed class State(UniqFunction function, MemoryBudget budget) : StatsState
    {
        private readonly HashSet<byte[]> _seen = new(ByteComparer.Instance);
        private readonly ByteText _key = new();

        public override void Add(Row row)
        {
            bool full = function.Limit > 0 && _seen.Count >= function.Limit;
            if (!full && function.AddKey(row, _key) && _seen.GetAlternateLookup<ReadOnlySpan<byte>>().Add(_key.Span))
            {
                budget.Take(72 + _key.Length);
            }
        }

        public override byte[] Result() => function.ToResult(_seen.Count);
    }

    private sealed class HashState(UniqFunction function, MemoryBudget budget) : StatsState
    {
        private readonly HashSet<ulong> _seen = [];
        private readonly ByteText _key = new();

        public override void Add(Row row)
        {
            bool full = function.Limit > 0 && _seen.Count >= function.Limit;
            if (!full && function.AddKey(row, _key) && _seen.Add(XxHash64.Hash(_key.Span)))
            {
                budget.Take(24);
            }
        }

        public override byte[] Result() => function.ToResult(_seen.Count);
    }
}
