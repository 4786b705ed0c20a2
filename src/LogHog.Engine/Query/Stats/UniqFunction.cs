using System.Runtime.InteropServices;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>count_uniq(a, b) [limit n]</c>: different combinations, all-empty ones left out; <c>count_uniq_hash</c>: by a 64-bit hash.</summary>
internal sealed class UniqFunction(string name, IReadOnlyList<string> arguments, long limit) : StatsFunction(name, arguments)
{
    private long Limit { get; } = limit;

    public override StatsColumn Start(StatsContext context) => Name == "count_uniq" ? new Column(this, context) : new HashColumn(this, context.Budget);

    public override string ToString() => base.ToString() + (Limit > 0 ? " limit " + PipeSyntax.Count(Limit) : "");

    private byte[] ToResult(long count) => Utf8.Encode(PipeSyntax.Count(Limit > 0 ? Math.Min(count, Limit) : count));

    /// <param name="Number">Of the group: one set has what was seen of all.</param>
    /// <param name="Count">Of what is different.</param>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Seen(long Number, long Count);

    /// <summary>Builds keys of a group's number and a row's values.</summary>
    private abstract class SeenColumn(UniqFunction function) : StatsColumn<Seen>
    {
        private readonly ByteText _key = new();
        private long _groups;

        protected sealed override void Begin() => Group = new Seen(_groups++, 0);

        protected sealed override void Add(Row row)
        {
            bool isFull = function.Limit > 0 && Group.Count >= function.Limit;
            if (!isFull && ReadKey(row) && TryAdd(_key.Span))
                Group = Group with { Count = Group.Count + 1 };
        }

        protected sealed override byte[] Result() => function.ToResult(Group.Count);

        protected abstract bool TryAdd(ReadOnlySpan<byte> key);

        private bool ReadKey(Row row)
        {
            _key.Clear().Add(Group.Number);
            bool any = false;
            foreach (string argument in function.Arguments)
            {
                ReadOnlySpan<byte> value = row.Get(argument);
                any |= value.Length > 0;
                _key.Add((byte)' ').Add(value.Length).Add((byte)':').Add(value);
            }

            return any;
        }
    }

    private sealed class Column : SeenColumn
    {
        private const int KeyBytes = 48;

        private readonly HashSet<KeptKey>.AlternateLookup<ReadOnlySpan<byte>> _seen;
        private readonly MemoryBudget _budget;

        public Column(UniqFunction function, StatsContext context)
            : base(function)
        {
            _budget = context.Budget;
            _seen = new HashSet<KeptKey>(new KeptKeys(context.Bytes)).GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        protected override bool TryAdd(ReadOnlySpan<byte> key)
        {
            if (!_seen.Add(key))
                return false;
            _budget.Take(KeyBytes + key.Length);
            return true;
        }
    }

    private sealed class HashColumn(UniqFunction function, MemoryBudget budget) : SeenColumn(function)
    {
        private const int KeyBytes = 24;

        private readonly HashSet<ulong> _seen = [];

        protected override bool TryAdd(ReadOnlySpan<byte> key)
        {
            if (!_seen.Add(XxHash64.Hash(key)))
                return false;
            budget.Take(KeyBytes);
            return true;
        }
    }
}
