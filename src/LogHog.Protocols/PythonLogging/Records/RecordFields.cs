using System.Runtime.InteropServices;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>
/// The attributes of a record as an event's fields. What the program has added comes first, behind the process id, which stands in the
/// tag of a line; then the standard attributes.
/// </summary>
internal sealed class RecordFields(LogRecordText texts, RenderBuffer output, PythonLoggingLimits limits, LogRecordFieldChoice choice)
{
    private readonly List<FieldDraft> _drafts = [];

    public void Clear() => _drafts.Clear();

    /// <summary>Reads them; <see cref="MoveTo"/> puts them into the event when nothing more is rendered.</summary>
    /// <param name="tree">The pickle.</param>
    /// <param name="attributes">All of them.</param>
    /// <param name="head">What they have given so far.</param>
    /// <param name="logEvent">Gets trace and span.</param>
    public RejectReason Read(scoped in PickleTree tree, RecordAttributes attributes, in RecordHead head, LogEvent logEvent)
    {
        Add(tree, attributes, LogRecordKey.Process);
        foreach ((RecordValue name, RecordValue value) in attributes.Extras)
        {
            RejectReason reason = AddExtra(tree, name, value, logEvent);
            if (reason != RejectReason.None)
                return reason;
        }
        if (head.ArgsError is not null)
        {
            Add(tree, attributes, LogRecordKey.Args);
            _drafts.Add(new FieldDraft(LogRecordKey.ArgsError, default, FieldKind.Text, texts.Write(head.ArgsError)));
        }
        // Older Pythons send the merged message, too.
        if (attributes[LogRecordKey.Message].Kind != PickleKind.Absent && !texts.IsSame(tree, head.Body, attributes[LogRecordKey.Message]))
            Add(tree, attributes, LogRecordKey.Message);
        if (!head.SeveritySaysAll)
        {
            Add(tree, attributes, LogRecordKey.LevelName);
            Add(tree, attributes, LogRecordKey.LevelNumber);
        }
        if (texts.IsTrue(tree, attributes[LogRecordKey.ExcInfo]))
            Add(tree, attributes, LogRecordKey.ExcInfo);
        for (LogRecordKey key = LogRecordKey.StackInfo; key <= LogRecordKey.RelativeCreated; key++)
        {
            if (choice == LogRecordFieldChoice.All || !SaysNothing(tree, attributes, key))
                Add(tree, attributes, key);
        }
        if (!IsFractionOf(tree, attributes[LogRecordKey.Msecs], logEvent.TimeUnixNs))
            Add(tree, attributes, LogRecordKey.Msecs);
        return _drafts.Count > limits.FieldsMax ? RejectReason.TooManyFields : RejectReason.None;
    }

    public void MoveTo(List<EventField> fields, ReadOnlyMemory<byte> pickle)
    {
        CollectionsMarshal.SetCount(fields, _drafts.Count);
        Span<EventField> places = CollectionsMarshal.AsSpan(fields);
        ReadOnlySpan<FieldDraft> drafts = CollectionsMarshal.AsSpan(_drafts);
        ReadOnlyMemory<byte> rendered = output.Array;
        for (int i = 0; i < drafts.Length && i < places.Length; i++)
        {
            ref readonly FieldDraft draft = ref drafts[i];
            ReadOnlyMemory<byte> name = draft.Key == LogRecordKey.Extra ? draft.Name.Of(pickle, rendered) : LogRecordFields.NameOf(draft.Key);
            places[i] = new EventField(name, draft.Kind, draft.Value.Of(pickle, rendered));
        }
    }

    private RejectReason AddExtra(scoped in PickleTree tree, in RecordValue name, in RecordValue value, LogEvent logEvent)
    {
        TextDraft nameText = texts.Str(tree, name, none: false);
        if (nameText.Length > limits.FieldNameBytesMax)
            return RejectReason.BadValue;
        TextDraft text = texts.Value(tree, value, out FieldKind kind);
        bool isTaken = kind == FieldKind.Text
            && TraceContext.TryTake(logEvent, texts.Span(tree, nameText), texts.Span(tree, text));
        if (!isTaken)
            _drafts.Add(new FieldDraft(LogRecordKey.Extra, nameText, kind, text));
        return RejectReason.None;
    }

    /// <summary>A standard attribute; None is as good as none.</summary>
    private void Add(scoped in PickleTree tree, RecordAttributes attributes, LogRecordKey key)
    {
        ref readonly RecordValue value = ref attributes[key];
        if (value.IsNone)
            return;
        TextDraft text = texts.Value(tree, value, out FieldKind kind);
        _drafts.Add(new FieldDraft(key, default, kind, text));
    }

    /// <summary>Would nobody miss it?</summary>
    private static bool SaysNothing(scoped in PickleTree tree, RecordAttributes attributes, LogRecordKey key) => key switch
    {
        LogRecordKey.FileName => IsEndOfPath(tree, attributes, key, default),
        LogRecordKey.Module => IsEndOfPath(tree, attributes, key, ".py"u8),
        LogRecordKey.ProcessName => Is(tree, attributes, key, "MainProcess"u8),
        LogRecordKey.ThreadName or LogRecordKey.Thread => Is(tree, attributes, LogRecordKey.ThreadName, "MainThread"u8),
        LogRecordKey.RelativeCreated => true,
        _ => false,
    };

    private static bool Is(scoped in PickleTree tree, RecordAttributes attributes, LogRecordKey key, ReadOnlySpan<byte> text)
    {
        ref readonly RecordValue value = ref attributes[key];
        return value.StandsInPickle && tree.Pickle.Slice(value.Start, value.Length).SequenceEqual(text);
    }

    /// <summary>Is it what stands behind the path's last separator, without this ending?</summary>
    private static bool IsEndOfPath(scoped in PickleTree tree, RecordAttributes attributes, LogRecordKey key, ReadOnlySpan<byte> ending)
    {
        ref readonly RecordValue value = ref attributes[key];
        ref readonly RecordValue pathValue = ref attributes[LogRecordKey.PathName];
        if (!value.StandsInPickle || !pathValue.StandsInPickle)
            return false;
        ReadOnlySpan<byte> path = tree.Pickle.Slice(pathValue.Start, pathValue.Length);
        path = path[(path.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];
        return path.EndsWith(ending) && path[..^ending.Length].SequenceEqual(tree.Pickle.Slice(value.Start, value.Length));
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
}
