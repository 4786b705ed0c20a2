using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>
/// The attributes of a LogRecord as an event. What the program has added comes first among the fields, behind the process id,
/// which stands in the tag of a line; then the standard attributes.
/// </summary>
internal sealed class LogRecordReader
{
    // Longer arrays are given back after the record that needed them.
    private const int RetainedBytesMax = 16 * 1024;

    private readonly RenderBuffer _output;
    private readonly RenderBuffer _scratch;
    private readonly ReprWriter _writer;
    private readonly LogRecordText _texts;
    private readonly PythonLoggingLimits _limits;
    private readonly List<FieldDraft> _fields = [];
    private readonly List<(RecordValue Name, RecordValue Value)> _extras = [];
    private readonly int[] _memo = new int[StockPickle.MemoMax];
    private readonly bool _readsStock;

    public LogRecordReader(PythonLoggingLimits limits, MemoryBudget budget, bool readsStock)
    {
        _limits = limits;
        // Where limits are narrower than what it reads at most, the machine counts.
        _readsStock = readsStock && limits.NodesMax > 2 * StockPickle.PairsMax && limits.MemoMax >= StockPickle.MemoMax && limits.FieldsMax >= StockPickle.PairsMax;
        _output = new RenderBuffer(budget, limits.RenderedBytesMax);
        // What is spelled anew on its way to the output takes up to three times as much.
        _scratch = new RenderBuffer(budget, 3 * limits.RenderedBytesMax);
        _writer = new ReprWriter(_output, _scratch, limits.DepthMax);
        _texts = new LogRecordText(_writer);
    }

    /// <summary>Takes back what the last event borrowed.</summary>
    public void Reset()
    {
        _output.Clear(RetainedBytesMax);
        _scratch.Clear(RetainedBytesMax);
        _writer.Begin();
        _fields.Clear();
        _extras.Clear();
    }

    public void Release()
    {
        _output.Release();
        _scratch.Release();
    }

    /// <summary>Fills a cleared event from a pickle as the stock handlers make them, without a machine.</summary>
    /// <returns>False = it is none of those, or there is something to refuse: <see cref="Read"/> says what, from the beginning.</returns>
    public bool TryReadStock(ReadOnlyMemory<byte> pickle, LogEvent logEvent)
    {
        if (!_readsStock)
            return false;
        var tree = new PickleTree(pickle.Span, []);
        var values = default(LogRecordValues);
        return TrySortStock(tree, ref values)
            && Fill(tree, pickle, ref values, logEvent) == RejectReason.None
            && _writer.Failure == RejectReason.None;
    }

    /// <summary>Fills a cleared event. What it then borrows holds until the next <see cref="Reset"/>.</summary>
    /// <param name="pickle">All of it.</param>
    /// <param name="heap">Its containers.</param>
    /// <param name="root">The record.</param>
    /// <param name="logEvent">Left half filled when the answer is not <see cref="RejectReason.None"/>.</param>
    public RejectReason Read(ReadOnlyMemory<byte> pickle, ReadOnlySpan<int> heap, int root, LogEvent logEvent)
    {
        var tree = new PickleTree(pickle.Span, heap);
        if (!TryFindDict(tree, root, out int dict))
            return RejectReason.NotALogRecord;
        var values = default(LogRecordValues);
        _writer.TryEnter(dict, default);
        RejectReason reason = Sort(tree, dict, ref values);
        if (reason == RejectReason.None)
            reason = Fill(tree, pickle, ref values, logEvent);
        return _writer.Failure == RejectReason.None ? reason : _writer.Failure;
    }

    /// <summary>The dict itself, or that of a LogRecord that was pickled whole.</summary>
    private static bool TryFindDict(scoped in PickleTree tree, int root, out int dict)
    {
        PickleKind kind = tree.KindOf(root);
        dict = kind is PickleKind.Object or PickleKind.KeywordObject ? tree.Object(root).State : root;
        return tree.KindOf(dict) == PickleKind.Dict;
    }

    /// <inheritdoc cref="Sort"/>
    private bool TrySortStock(scoped in PickleTree tree, ref LogRecordValues values)
    {
        var stock = new StockPickle(tree.Pickle, _memo);
        if (!stock.TryBegin())
            return false;
        for (int pairs = 0; !stock.TryEnd(); pairs++)
        {
            if (pairs == StockPickle.PairsMax || !stock.TryRead(out RecordValue name) || !stock.TryRead(out RecordValue value))
                return false;
            LogRecordKey key = _texts.KeyOf(tree, name);
            if (key == LogRecordKey.Extra)
                _extras.Add((name, value));
            else
                values[(int)key] = value;
        }
        return IsRecord(ref values);
    }

    /// <summary>Tells known attributes from others; of equal ones the last counts.</summary>
    private RejectReason Sort(scoped in PickleTree tree, int dict, ref LogRecordValues values)
    {
        PickleItems pairs = tree.Items(dict);
        while (pairs.TryTakePair(out int name, out int value))
        {
            RecordValue nameValue = RecordValue.Of(tree, name);
            LogRecordKey key = _texts.KeyOf(tree, nameValue);
            if (key != LogRecordKey.Extra)
                values[(int)key] = RecordValue.Of(tree, value);
            else if (_extras.Count == _limits.FieldsMax)
                return RejectReason.TooManyFields;
            else
                _extras.Add((nameValue, RecordValue.Of(tree, value)));
        }
        return IsRecord(ref values) ? RejectReason.None : RejectReason.NotALogRecord;
    }

    /// <summary>Both of these make a record; a dict without them is somebody else's.</summary>
    private static bool IsRecord(ref LogRecordValues values) =>
        values[(int)LogRecordKey.Msg].Kind != PickleKind.Absent && values[(int)LogRecordKey.Created].Kind != PickleKind.Absent;

    private RejectReason Fill(scoped in PickleTree tree, ReadOnlyMemory<byte> pickle, ref LogRecordValues values, LogEvent logEvent)
    {
        if (!TryReadTime(tree, ref values, out long unixNs))
            return RejectReason.BadValue;
        logEvent.TimeUnixNs = unixNs;
        TextDraft module = _texts.Str(tree, values[(int)LogRecordKey.Name]);
        AddField(tree, LogRecordKey.Process, ref values);
        foreach ((RecordValue name, RecordValue value) in _extras)
        {
            RejectReason reason = AddExtra(tree, name, value, logEvent);
            if (reason != RejectReason.None)
                return reason;
        }
        TextDraft body = ReadBody(tree, ref values);
        ReadLevel(tree, ref values, logEvent);
        TextDraft exception = _texts.Str(tree, values[(int)LogRecordKey.ExcText]);
        if (_texts.IsTrue(tree, values[(int)LogRecordKey.ExcInfo]))
            AddField(tree, LogRecordKey.ExcInfo, ref values);
        for (LogRecordKey key = LogRecordKey.StackInfo; key <= LogRecordKey.RelativeCreated; key++)
            AddField(tree, key, ref values);
        if (!IsFractionOf(tree, values[(int)LogRecordKey.Msecs], unixNs))
            AddField(tree, LogRecordKey.Msecs, ref values);

        logEvent.Module = ModuleName.Normalize(Memory(pickle, module));
        logEvent.Body = Memory(pickle, body);
        logEvent.Exception = Memory(pickle, exception);
        return FillFields(pickle, logEvent);
    }

    private static bool TryReadTime(scoped in PickleTree tree, ref LogRecordValues values, out long unixNs)
    {
        RecordValue created = values[(int)LogRecordKey.Created];
        unixNs = 0;
        return created.Kind switch
        {
            PickleKind.Float => LogRecordTime.TryRead(NumberText.Float(tree.Pickle, created.Value), out unixNs),
            PickleKind.Integer => NumberText.TryGetInteger(tree.Pickle, created.Value, out long seconds) && LogRecordTime.TryRead(seconds, out unixNs),
            _ => false,
        };
    }

    /// <summary>The message, merged with its arguments where the sender left them. An error of Python's is shown beside both.</summary>
    private TextDraft ReadBody(scoped in PickleTree tree, ref LogRecordValues values)
    {
        RecordValue args = values[(int)LogRecordKey.Args];
        string? error = null;
        TextDraft body = _texts.IsTrue(tree, args)
            ? _texts.Merge(tree, values[(int)LogRecordKey.Msg], args.Value, out error)
            : _texts.Str(tree, values[(int)LogRecordKey.Msg]);
        if (error is not null)
        {
            AddField(tree, LogRecordKey.Args, ref values);
            _fields.Add(new FieldDraft(LogRecordKey.ArgsError, default, FieldKind.Text, _texts.Write(error)));
        }
        // Older Pythons send the merged message, too.
        RecordValue message = values[(int)LogRecordKey.Message];
        if (message.Kind != PickleKind.Absent && !_texts.IsSame(tree, body, message))
            AddField(tree, LogRecordKey.Message, ref values);
        return body;
    }

    private void ReadLevel(scoped in PickleTree tree, ref LogRecordValues values, LogEvent logEvent)
    {
        RecordValue name = values[(int)LogRecordKey.LevelName];
        RecordValue number = values[(int)LogRecordKey.LevelNumber];
        ReadOnlySpan<byte> text = default;
        if (name.IsText)
            _writer.TryGetText(tree, name.Value, out text);
        if (number.Kind == PickleKind.Integer && NumberText.TryGetInteger(tree.Pickle, number.Value, out long level))
        {
            logEvent.Severity = LogRecordLevel.Severity(level);
            if (LogRecordLevel.IsStandard(level, text))
                return;
        }
        else
        {
            logEvent.Severity = Text.SeverityText.Parse(text);
        }
        AddField(tree, LogRecordKey.LevelName, ref values);
        AddField(tree, LogRecordKey.LevelNumber, ref values);
    }

    /// <summary>The milliseconds of the time, as each Python computes them: cut, or with a fraction.</summary>
    private static bool IsFractionOf(scoped in PickleTree tree, in RecordValue msecs, long unixNs)
    {
        if (msecs.Kind != PickleKind.Float)
            return false;
        long fractionNs = unixNs % 1_000_000_000;
        // Where rounding has made another millisecond of it, what was sent is kept.
        double wanted = (fractionNs < 0 ? fractionNs + 1_000_000_000 : fractionNs) / 1_000_000;
        return Math.Floor(NumberText.Float(tree.Pickle, msecs.Value)).Equals(wanted);
    }

    private RejectReason AddExtra(scoped in PickleTree tree, in RecordValue name, in RecordValue value, LogEvent logEvent)
    {
        TextDraft nameText = _texts.Str(tree, name, none: false);
        if (nameText.Length > _limits.FieldNameBytesMax)
            return RejectReason.BadValue;
        TextDraft text = _texts.Value(tree, value, out FieldKind kind);
        bool isTaken = kind == FieldKind.Text
            && TraceContext.TryTake(logEvent, _texts.Span(tree, nameText), _texts.Span(tree, text));
        if (!isTaken)
            _fields.Add(new FieldDraft(LogRecordKey.Extra, nameText, kind, text));
        return RejectReason.None;
    }

    /// <summary>A standard attribute; None is as good as none.</summary>
    private void AddField(scoped in PickleTree tree, LogRecordKey key, ref LogRecordValues values)
    {
        ref readonly RecordValue value = ref values[(int)key];
        if (value.Kind is PickleKind.Absent or PickleKind.None)
            return;
        TextDraft text = _texts.Value(tree, value, out FieldKind kind);
        _fields.Add(new FieldDraft(key, default, kind, text));
    }

    private RejectReason FillFields(ReadOnlyMemory<byte> pickle, LogEvent logEvent)
    {
        if (_fields.Count > _limits.FieldsMax)
            return RejectReason.TooManyFields;
        foreach (ref readonly FieldDraft field in CollectionsMarshal.AsSpan(_fields))
        {
            ReadOnlyMemory<byte> name = field.Key == LogRecordKey.Extra ? Memory(pickle, field.Name) : LogRecordFields.NameOf(field.Key);
            logEvent.Fields.Add(new EventField(name, field.Kind, Memory(pickle, field.Value)));
        }
        return RejectReason.None;
    }

    private ReadOnlyMemory<byte> Memory(ReadOnlyMemory<byte> pickle, TextDraft text) =>
        text.IsSlice ? pickle.Slice(text.Start, text.Length) : _output.Array.AsMemory(text.Start, text.Length);
}

/// <summary>The value of each known attribute.</summary>
[InlineArray(LogRecordKeys.Count)]
internal struct LogRecordValues
{
    private RecordValue _first;
}
