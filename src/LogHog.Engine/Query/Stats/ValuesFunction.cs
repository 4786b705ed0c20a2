using System.Buffers.Binary;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>values(a) [limit n]</c>: all values as a JSON array; <c>uniq_values(a) [limit n]</c>: the different ones, sorted, without empty ones.</summary>
internal sealed class ValuesFunction(string name, IReadOnlyList<string> arguments, long limit) : StatsFunction(name, arguments)
{
    private long Limit { get; } = limit;

    // The set of uniq_values.
    public override int EmptyBytes => Name == "values" ? 0 : 100;

    public override StatsState Start(StatsContext context) => Name == "values" ? new State(this, context) : new UniqState(this, context.Budget);

    public override string ToString() => base.ToString() + (Limit > 0 ? " limit " + PipeSyntax.Count(Limit) : "");

    private static byte[] ToArray(IEnumerable<byte[]> values)
    {
        var text = new ByteText().Add((byte)'[');
        foreach (byte[] value in values)
        {
            JsonText.Separate(text);
            JsonText.AddString(text, value);
        }

        return text.Add((byte)']').ToArray();
    }

    /// <summary>A chain through the bytes that all groups share: where the next value is, how long this one is, and the value.</summary>
    private sealed class State(ValuesFunction function, StatsContext context) : StatsState
    {
        private const int HeadBytes = sizeof(long) + sizeof(int);

        private long _first;
        private long _last;
        private long _count;

        public override void Add(Row row) => function.ForEach(row, (State: this, row.Weight), static (to, value) => to.State.Keep(value.Span, to.Weight));

        private void Keep(ReadOnlySpan<byte> value, long times)
        {
            for (; times > 0 && (function.Limit == 0 || _count < function.Limit); times--)
            {
                context.Budget.Take(HeadBytes + value.Length);
                Span<byte> room = context.Bytes.Reserve(HeadBytes + value.Length, out long at);
                BinaryPrimitives.WriteInt32LittleEndian(room[sizeof(long)..], value.Length);
                value.CopyTo(room[HeadBytes..]);
                if (_count++ == 0)
                    _first = at;
                else
                    BinaryPrimitives.WriteInt64LittleEndian(context.Bytes.Writable(_last, sizeof(long)), at);
                _last = at;
            }
        }

        public override byte[] Result()
        {
            var text = new ByteText().Add((byte)'[');
            long at = _first;
            for (long i = 0; i < _count; i++)
            {
                ReadOnlySpan<byte> head = context.Bytes.Span(at, HeadBytes);
                JsonText.Separate(text);
                JsonText.AddString(text, context.Bytes.Span(at + HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(head[sizeof(long)..])));
                at = BinaryPrimitives.ReadInt64LittleEndian(head);
            }

            return text.Add((byte)']').ToArray();
        }
    }

    private sealed class UniqState(ValuesFunction function, MemoryBudget budget) : StatsState
    {
        private readonly HashSet<byte[]> _values = new(ByteComparer.Instance);

        public override void Add(Row row) => function.ForEach(row, this, static (state, value) => state.Keep(value.Span));

        private void Keep(ReadOnlySpan<byte> value)
        {
            bool full = function.Limit > 0 && _values.Count >= function.Limit;
            if (!full && value.Length > 0 && _values.GetAlternateLookup<ReadOnlySpan<byte>>().Add(value))
            {
                budget.Take(72 + value.Length);
            }
        }

        public override byte[] Result() => ToArray(_values.Order(Comparer<byte[]>.Create(static (x, y) => ValueOrder.Compare(x, y))));
    }
}
