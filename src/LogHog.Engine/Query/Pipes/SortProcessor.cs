using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>Sorts rows; with a limit it holds little more than the rows that can still be among them.</summary>
internal sealed class SortProcessor(SortOrder order, PipeContext context, IPipeProcessor next) : IPipeProcessor
{
    private readonly List<Item> _rows = [];
    private long _sequence;

    /// <summary>With a limit: the last row that can still come out. What does not come before it is not kept.</summary>
    private Item? _last;

    /// <summary>A kept row, with the values that decide and its place in the input, so that equal rows keep their order.</summary>
    private sealed record Item(Row Row, byte[][] Partition, byte[][] Keys, long Sequence, long Bytes);

    private long Wanted => order.Limit > 0 && order.Partition.Count == 0 ? order.Limit + order.Offset : long.MaxValue;

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Row row = batch[i];
            if (_last is not null && !ComesBefore(row, _last))
            {
                continue;
            }

            byte[][] keys = order.Keys.Count > 0 ? [.. order.Keys.Select(key => row.Get(key.Field).ToArray())] : [WholeRow(row)];
            byte[][] partition = [.. order.Partition.Select(field => row.Get(field).ToArray())];
            long bytes = row.CopyBytes() + keys.Sum(key => key.Length + 32L);
            context.Budget.Take(bytes);
            _rows.Add(new Item(row.Copy(), partition, keys, _sequence++, bytes));
        }

        if (_rows.Count > 1024 && _rows.Count / 2 > Wanted)
        {
            _rows.Sort(Compare);
            context.Budget.Give(_rows.Skip((int)Wanted).Sum(item => item.Bytes));
            _rows.RemoveRange((int)Wanted, _rows.Count - (int)Wanted);
            _last = _rows[^1];
        }

        return order is not { Limit: 0, Offset: long.MaxValue };
    }

    public void Flush()
    {
        _rows.Sort(Compare);
        var emitter = new Emitter(next, context.Cancellation);
        long place = 0;
        for (int i = 0; i < _rows.Count && !emitter.IsDone; i++)
        {
            bool newPartition = i > 0 && !SamePartition(_rows[i - 1], _rows[i]);
            place = newPartition ? 1 : place + 1;
            if (place <= order.Offset || (order.Limit > 0 && place > order.Limit + order.Offset))
            {
                continue;
            }

            Row row = emitter.Add();
            row.Assign(_rows[i].Row);
            if (order.Rank.Length > 0)
            {
                row.Set(order.Rank, Utf8.Encode(PipeSyntax.Count(place)));
            }

            emitter.Pass();
        }

        emitter.Flush();
    }

    private int Compare(Item x, Item y)
    {
        for (int i = 0; i < x.Partition.Length; i++)
        {
            int byPartition = ValueOrder.Compare(x.Partition[i], y.Partition[i]);
            if (byPartition != 0)
            {
                return order.IsDescending ? -byPartition : byPartition;
            }
        }

        for (int i = 0; i < x.Keys.Length; i++)
        {
            int byKey = ValueOrder.Compare(x.Keys[i], y.Keys[i]);
            if (byKey != 0)
            {
                bool descending = order.IsDescending != (order.Keys.Count > 0 && order.Keys[i].IsDescending);
                return descending ? -byKey : byKey;
            }
        }

        return x.Sequence.CompareTo(y.Sequence);
    }

    /// <summary>Whether a row that comes later is to stand before one that is kept.</summary>
    private bool ComesBefore(Row row, Item kept)
    {
        for (int i = 0; i < order.Keys.Count; i++)
        {
            int byKey = ValueOrder.Compare(row.Get(order.Keys[i].Field), kept.Keys[i]);
            if (byKey != 0)
            {
                return byKey < 0 != (order.IsDescending != order.Keys[i].IsDescending);
            }
        }

        return order.Keys.Count == 0;
    }

    private static bool SamePartition(Item x, Item y) => x.Partition.Zip(y.Partition).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <summary>Without fields to sort by, rows compare as their text.</summary>
    private static byte[] WholeRow(Row row)
    {
        ByteText text = Scratch.Text().Add((byte)'{');
        for (int i = 0; i < row.Count; i++)
        {
            JsonText.AddMember(text, row.NameAt(i), row.ValueAt(i).Span);
        }

        return text.ToArray();
    }
}
