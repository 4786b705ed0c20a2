using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>The attributes of a LogRecord as an event.</summary>
internal sealed class LogRecordReader
{
    // Longer arrays are given back after the record that needed them.
    private const int RetainedBytesMax = 16 * 1024;

    private readonly RenderBuffer _output;
    private readonly RenderBuffer _scratch;
    private readonly ReprWriter _writer;
    private readonly LogRecordText _texts;
    private readonly RecordAttributes _attributes;
    private readonly RecordFields _fields;
    private readonly Action<LogEvent, List<EventField>> _fillFields;
    private readonly bool _readsStock;

    // Of the record whose fields nobody has asked for yet.
    private ReadOnlyMemory<byte> _pickle;
    private RecordHead _head;

    public LogRecordReader(PythonLoggingLimits limits, MemoryBudget budget, LogRecordFieldChoice fields, bool readsStock)
    {
        _output = new RenderBuffer(budget, limits.RenderedBytesMax);
        // What is spelled anew on its way to the output takes up to three times as much.
        _scratch = new RenderBuffer(budget, 3 * limits.RenderedBytesMax);
        _writer = new ReprWriter(_output, _scratch, limits.DepthMax);
        _texts = new LogRecordText(_writer);
        _attributes = new RecordAttributes(_texts, limits.FieldsMax);
        _fields = new RecordFields(_texts, _output, limits, fields);
        _fillFields = FillFields;
        _readsStock = readsStock && StockPickle.IsWithin(limits);
    }

    /// <summary>Takes back what the last event borrowed.</summary>
    public void Reset()
    {
        _output.Clear(RetainedBytesMax);
        _scratch.Clear(RetainedBytesMax);
        _writer.Begin();
        _attributes.Clear();
        _fields.Clear();
        _pickle = default;
    }

    public void Release()
    {
        _pickle = default;
        _output.Release();
        _scratch.Release();
    }

    /// <summary>
    /// Fills a cleared event from a pickle as the stock handlers make them, without a machine. Its fields are read when somebody asks for
    /// them: all that they could be refused for has been looked at.
    /// </summary>
    /// <returns>False = it is none of those, or there is something to refuse: <see cref="Read"/> says what, from the beginning.</returns>
    public bool TryReadStock(ReadOnlyMemory<byte> pickle, LogEvent logEvent)
    {
        if (!_readsStock)
            return false;
        var tree = new PickleTree(pickle.Span, []);
        if (!_attributes.TryReadStock(tree) || !IsStock() || ReadHead(tree, logEvent, out _head) != RejectReason.None)
            return false;
        FillHead(pickle, logEvent);
        _pickle = pickle;
        logEvent.DeferFields(_fillFields);
        // A trace is no field.
        return !_attributes.MayHaveTrace || logEvent.Fields.Count >= 0;
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
        _writer.TryEnter(dict, default);
        RejectReason reason = _attributes.Read(tree, dict);
        if (reason == RejectReason.None)
            reason = ReadHead(tree, logEvent, out _head);
        if (reason == RejectReason.None)
            reason = _fields.Read(tree, _attributes, _head, logEvent);
        if (reason == RejectReason.None && _writer.Failure == RejectReason.None)
        {
            FillHead(pickle, logEvent);
            _fields.MoveTo(logEvent.Fields, pickle);
        }
        return _writer.Failure == RejectReason.None ? reason : _writer.Failure;
    }

    /// <summary>The dict itself, or that of a LogRecord that was pickled whole.</summary>
    private static bool TryFindDict(scoped in PickleTree tree, int root, out int dict)
    {
        PickleKind kind = tree.KindOf(root);
        dict = kind is PickleKind.Object or PickleKind.KeywordObject ? tree.Object(root).State : root;
        return tree.KindOf(dict) == PickleKind.Dict;
    }

    /// <summary>What the handlers have done with a record: merged and formatted, so that all that is in the head is text.</summary>
    private bool IsStock() =>
        _attributes[LogRecordKey.Args].IsNone && _attributes[LogRecordKey.ExcInfo].IsNone
        && IsTextOrNone(LogRecordKey.Msg) && IsTextOrNone(LogRecordKey.Name) && IsTextOrNone(LogRecordKey.ExcText);

    private bool IsTextOrNone(LogRecordKey key) => _attributes[key].IsText || _attributes[key].IsNone;

    private RejectReason ReadHead(scoped in PickleTree tree, LogEvent logEvent, out RecordHead head)
    {
        head = default;
        if (!TryReadTime(tree, out long unixNs))
            return RejectReason.BadValue;
        logEvent.TimeUnixNs = unixNs;
        TextDraft module = _texts.Str(tree, _attributes[LogRecordKey.Name]);
        // The message, merged with its arguments where the sender left them.
        string? error = null;
        TextDraft body = _texts.IsTrue(tree, _attributes[LogRecordKey.Args])
            ? _texts.Merge(tree, _attributes[LogRecordKey.Msg], _attributes[LogRecordKey.Args].Value, out error)
            : _texts.Str(tree, _attributes[LogRecordKey.Msg]);
        TextDraft exception = _texts.Str(tree, _attributes[LogRecordKey.ExcText]);
        head = new RecordHead(module, body, exception, error, ReadLevel(tree, logEvent));
        return RejectReason.None;
    }

    private bool TryReadTime(scoped in PickleTree tree, out long unixNs)
    {
        ref readonly RecordValue created = ref _attributes[LogRecordKey.Created];
        unixNs = 0;
        return created.Kind switch
        {
            PickleKind.Float => LogRecordTime.TryRead(NumberText.Float(tree.Pickle, created.Value), out unixNs),
            PickleKind.Integer => NumberText.TryGetInteger(tree.Pickle, created.Value, out long seconds) && LogRecordTime.TryRead(seconds, out unixNs),
            _ => false,
        };
    }

    /// <returns>The severity says all that level and name say.</returns>
    private bool ReadLevel(scoped in PickleTree tree, LogEvent logEvent)
    {
        ref readonly RecordValue name = ref _attributes[LogRecordKey.LevelName];
        ref readonly RecordValue number = ref _attributes[LogRecordKey.LevelNumber];
        ReadOnlySpan<byte> text = default;
        if (name.IsText)
            _writer.TryGetText(tree, name.Value, out text);
        if (number.Kind == PickleKind.Integer && NumberText.TryGetInteger(tree.Pickle, number.Value, out long level))
        {
            logEvent.Severity = LogRecordLevel.Severity(level);
            return LogRecordLevel.IsStandard(level, text);
        }
        logEvent.Severity = Text.SeverityText.Parse(text);
        return false;
    }

    private void FillHead(ReadOnlyMemory<byte> pickle, LogEvent logEvent)
    {
        ReadOnlyMemory<byte> rendered = _output.Array;
        logEvent.Module = ModuleName.Normalize(_head.Module.Of(pickle, rendered));
        logEvent.Body = _head.Body.Of(pickle, rendered);
        logEvent.Exception = _head.Exception.Of(pickle, rendered);
    }

    private void FillFields(LogEvent logEvent, List<EventField> fields)
    {
        // The event has outlived its bytes.
        if (_pickle.IsEmpty)
            return;
        _fields.Read(new PickleTree(_pickle.Span, []), _attributes, _head, logEvent);
        _fields.MoveTo(fields, _pickle);
    }
}
