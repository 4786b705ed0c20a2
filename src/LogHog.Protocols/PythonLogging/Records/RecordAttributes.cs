using System.Runtime.CompilerServices;
using LogHog.Protocols.PythonLogging.Pickle;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>The attributes of one record: those that mean something to us, and what the program has added. Of equal ones the last counts.</summary>
internal sealed class RecordAttributes(LogRecordText texts, int extrasMax)
{
    private readonly int[] _memo = new int[StockPickle.MemoMax];
    private LogRecordValues _values;

    public List<(RecordValue Name, RecordValue Value)> Extras { get; } = [];

    /// <summary>One of the extras may be the trace's or the span's id.</summary>
    public bool MayHaveTrace { get; private set; }

    /// <summary>Both of these make a record; a dict without them is somebody else's.</summary>
    private bool AreOfRecord => this[LogRecordKey.Msg].Kind != PickleKind.Absent && this[LogRecordKey.Created].Kind != PickleKind.Absent;

    public ref readonly RecordValue this[LogRecordKey key] => ref _values[(int)key];

    public void Clear()
    {
        _values = default;
        Extras.Clear();
        MayHaveTrace = false;
    }

    /// <summary>Those of a pickle as the stock handlers make it. False = it is none.</summary>
    public bool TryReadStock(scoped in PickleTree tree)
    {
        var stock = new StockPickle(tree.Pickle, _memo);
        if (!stock.TryBegin())
            return false;
        for (int pairs = 0; !stock.TryEnd(); pairs++)
        {
            if (pairs == StockPickle.PairsMax || !stock.TryReadName(out RecordValue name))
                return false;
            LogRecordKey key = texts.KeyOf(tree, name);
            ref RecordValue place = ref _values[(int)key];
            if (!stock.TryRead(out place))
                return false;
            if (key == LogRecordKey.Extra && !TryAddStockExtra(ref stock, name, place))
                return false;
        }
        return AreOfRecord;
    }

    /// <summary>Those of a dict.</summary>
    public RejectReason Read(scoped in PickleTree tree, int dict)
    {
        PickleItems pairs = tree.Items(dict);
        while (pairs.TryTakePair(out int name, out int value))
        {
            RecordValue nameValue = RecordValue.Of(tree, name);
            LogRecordKey key = texts.KeyOf(tree, nameValue);
            if (key != LogRecordKey.Extra)
                _values[(int)key] = RecordValue.Of(tree, value);
            else if (Extras.Count == extrasMax)
                return RejectReason.TooManyFields;
            else
                Extras.Add((nameValue, RecordValue.Of(tree, value)));
        }
        return AreOfRecord ? RejectReason.None : RejectReason.NotALogRecord;
    }

    private bool TryAddStockExtra(scoped ref StockPickle stock, RecordValue name, in RecordValue value)
    {
        if (name.Length > StockPickle.NameBytesMax || !stock.TryCheck(ref name))
            return false;
        Extras.Add((name, value));
        // "span_id" and "trace_id".
        MayHaveTrace |= name.Length is 7 or 8;
        return true;
    }

    /// <summary>The value of each known attribute.</summary>
    [InlineArray(LogRecordKeys.Count)]
    private struct LogRecordValues
    {
        private RecordValue _first;
    }
}
