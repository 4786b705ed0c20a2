using System.Runtime.InteropServices;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Pipes;

/// <summary>Sorts rows; with a limit it holds little more than the rows that can still be among them.</summary>
internal sealed class SortProcessor : IPipeProcessor
{
    private readonly SortOrder _order;
    private readonly PipeContext _context;
    private readonly IPipeProcessor _next;
    private readonly List<Item> _items = [];
    private KeptRows _rows;
    private KeptBytes _texts = new();
    private int[] _keys = [];
    private int[] _partition = [];

    /// <summary>With a limit: the last row that can still come out. What does not come before it is not kept.</summary>
    private Item? _last;

    public SortProcessor(SortOrder order, PipeContext context, IPipeProcessor next)
    {
        _order = order;
        _context = context;
        _next = next;
        _rows = Begin();
    }

    private long Wanted => _order.Limit > 0 && _order.Partition.Count == 0 ? _order.Limit + _order.Offset : long.MaxValue;

    public bool Process(RowBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (_last is null || ComesBefore(batch[i], _last.Value))
            {
                _items.Add(Keep(batch[i]));
            }
        }

        if (_items.Count > 1024 && _items.Count / 2 > Wanted)
        {
            _items.Sort(Compare);
            KeepFirst((int)Wanted);
            _last = _items[^1];
        }

        return _order is not { Limit: 0, Offset: long.MaxValue };
    }

    public void Flush()
    {
        _items.Sort(Compare);
        var emitter = new Emitter(_next, _context.Cancellation);
        long place = 0;
        for (int i = 0; i < _items.Count && !emitter.IsDone; i++)
        {
            bool newPartition = i > 0 && !SamePartition(_items[i - 1], _items[i]);
            place = newPartition ? 1 : place + 1;
            if (place <= _order.Offset || (_order.Limit > 0 && place > _order.Limit + _order.Offset))
            {
                continue;
            }

            Row row = emitter.Add();
            _rows.Read(_items[i].Row, row);
            if (_order.Rank.Length > 0)
            {
                row.Set(_order.Rank, Utf8.Encode(PipeSyntax.Count(place)));
            }

            emitter.Pass();
        }

        emitter.Flush();
    }

    private KeptRows Begin()
    {
        var rows = new KeptRows(_context.Budget);
        _keys = [.. _order.Keys.Select(key => rows.NumberOf(key.Field))];
        _partition = [.. _order.Partition.Select(rows.NumberOf)];
        return rows;
    }

    private Item Keep(Row row)
    {
        long text = _keys.Length == 0 ? KeepText(row) : 0;
        long moment = _keys.Length > 0 && ValueOrder.TryMoment(row.Get(_order.Keys[0].Field), out long unixNs) ? unixNs : Item.NoMoment;
        return new Item(_rows.Add(row), moment, text);
    }

    /// <summary>The other rows are gone, and what they took.</summary>
    private void KeepFirst(int count)
    {
        (KeptRows old, Row row) = (_rows, new Row());
        _rows = Begin();
        _texts = new KeptBytes();
        for (int i = 0; i < count; i++)
        {
            old.Read(_items[i].Row, row);
            _items[i] = Keep(row);
        }

        _items.RemoveRange(count, _items.Count - count);
        old.Release();
    }

    private int Compare(Item x, Item y)
    {
        foreach (int field in _partition)
        {
            int byPartition = ValueOrder.Compare(_rows.Value(x.Row, field), _rows.Value(y.Row, field));
            if (byPartition != 0)
            {
                return _order.IsDescending ? -byPartition : byPartition;
            }
        }

        if (_keys.Length == 0)
        {
            int byText = ValueOrder.Compare(Text(x), Text(y));
            return byText == 0 ? x.Row.CompareTo(y.Row) : _order.IsDescending ? -byText : byText;
        }

        for (int i = 0; i < _keys.Length; i++)
        {
            int byKey = i == 0 && x.HasOtherMomentThan(y) ? x.Moment.CompareTo(y.Moment)
                : ValueOrder.Compare(_rows.Value(x.Row, _keys[i]), _rows.Value(y.Row, _keys[i]));
            if (byKey != 0)
            {
                return _order.IsDescending != _order.Keys[i].IsDescending ? -byKey : byKey;
            }
        }

        return x.Row.CompareTo(y.Row);
    }

    /// <summary>Whether a row that comes later is to stand before one that is kept.</summary>
    private bool ComesBefore(Row row, Item kept)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            int byKey = ValueOrder.Compare(row.Get(_order.Keys[i].Field), _rows.Value(kept.Row, _keys[i]));
            if (byKey != 0)
            {
                return byKey < 0 != (_order.IsDescending != _order.Keys[i].IsDescending);
            }
        }

        return _keys.Length == 0;
    }

    private bool SamePartition(Item x, Item y)
    {
        foreach (int field in _partition)
        {
            if (!_rows.Value(x.Row, field).SequenceEqual(_rows.Value(y.Row, field)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Without fields to sort by, rows compare as their text.</summary>
    private long KeepText(Row row)
    {
        ByteText text = Scratch.Text().Add((byte)'{');
        for (int i = 0; i < row.Count; i++)
        {
            JsonText.AddMember(text, row.NameAt(i), row.ValueAt(i).Span);
        }

        _context.Budget.Take(sizeof(int) + text.Length);
        Span<byte> room = _texts.Reserve(sizeof(int) + text.Length, out long at);
        BitConverter.TryWriteBytes(room, text.Length);
        text.Span.CopyTo(room[sizeof(int)..]);
        return at;
    }

    private ReadOnlySpan<byte> Text(Item item) => _texts.Span(item.Text + sizeof(int), BitConverter.ToInt32(_texts.Span(item.Text, sizeof(int))));

    /// <summary>A kept row. Of rows that are equal, the one that came first has the lesser place.</summary>
    /// <param name="Row">Its place in <see cref="KeptRows"/>.</param>
    /// <param name="Moment">Of the first field to sort by, in Unix nanoseconds, so that it is read once.</param>
    /// <param name="Text">Its place in the texts, without fields to sort by.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Item(long Row, long Moment, long Text)
    {
        public const long NoMoment = long.MinValue;

        public bool HasOtherMomentThan(Item other) => Moment != NoMoment && other.Moment != NoMoment && Moment != other.Moment;
    }
}
