using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LogHog.Engine.Query.Pipes;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Stats;

/// <summary><c>values(a) [limit n]</c>: all values as a JSON array; <c>uniq_values(a) [limit n]</c>: the different ones, sorted, without empty ones.</summary>
internal sealed class ValuesFunction(string name, IReadOnlyList<string> arguments, long limit) : StatsFunction(name, arguments)
{
    private long Limit { get; } = limit;

    public override StatsColumn Start(StatsContext context) =>
        // A set.
        Name == "values" ? new Column(this, context) : new StatesColumn(() => new UniqState(this, context.Budget), emptyBytes: 200);

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

    /// <param name="First">Where the first value is.</param>
    /// <param name="Last">Where the last is.</param>
    /// <param name="Count">How many there are.</param>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Chain(long First, long Last, long Count);

    /// <summary>A chain through the bytes that all groups share: where the next value is, how long this one is, and the value.</summary>
    private sealed class Column(ValuesFunction function, StatsContext context) : StatsColumn<Chain>
    {
        private const int HeadBytes = sizeof(long) + sizeof(int);

        protected override void Add(Row row) => function.ForEach(row, (Column: this, row.Weight), static (to, value) => to.Column.Keep(value.Span, to.Weight));

        protected override byte[] Result()
        {
            var text = new ByteText().Add((byte)'[');
            long at = Group.First;
            for (long i = 0; i < Group.Count; i++)
            {
                ReadOnlySpan<byte> head = context.Bytes.Span(at, HeadBytes);
                JsonText.Separate(text);
                JsonText.AddString(text, context.Bytes.Span(at + HeadBytes, BinaryPrimitives.ReadInt32LittleEndian(head[sizeof(long)..])));
                at = BinaryPrimitives.ReadInt64LittleEndian(head);
            }

            return text.Add((byte)']').ToArray();
        }

        private void Keep(ReadOnlySpan<byte> value, long times)
        {
            for (; times > 0 && (function.Limit == 0 || Group.Count < function.Limit); times--)
            {
                context.Budget.Take(HeadBytes + value.Length);
                Span<byte> room = context.Bytes.Reserve(HeadBytes + value.Length, out long at);
                BinaryPrimitives.WriteInt32LittleEndian(room[sizeof(long)..], value.Length);
                value.CopyTo(room[HeadBytes..]);
                if (Group.Count > 0)
                    BinaryPrimitives.WriteInt64LittleEndian(context.Bytes.Writable(Group.Last, sizeof(long)), at);
                Group = new Chain(Group.Count == 0 ? at : Group.First, at, Group.Count + 1);
            }
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
