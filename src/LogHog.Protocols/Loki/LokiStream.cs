using System.Buffers.Text;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.Loki;

/// <summary>The labels of the stream that is being read, which stand in each of its entries, and the entry itself.</summary>
internal sealed class LokiStream(RecordOptions options)
{
    private readonly RecordAssembly _assembly = new(options);
    private SharedFieldBudget _budget;
    private int _labelBytes;

    public List<EventField> Labels { get; } = [];

    public void Begin(int bodyBytes) => _budget = new SharedFieldBudget(bodyBytes);

    /// <summary>The labels are complete, or are not labels.</summary>
    public void EndLabels(RejectReason reason)
    {
        LabelsReason = reason;
        _labelBytes = 0;
        foreach (EventField label in Labels)
            _labelBytes += label.Name.Length + label.Value.Length + SharedFieldBudget.FieldBytes;
    }

    public RejectReason LabelsReason { get; private set; }

    /// <summary>Whether an entry of so many bytes, its own metadata among them, is more than an event may be.</summary>
    public bool IsTooLong(int entryBytes) => entryBytes > options.LineBytesMax;

    /// <summary>The event of one entry, whose own metadata are in its fields already.</summary>
    public RejectReason Fill(LogEvent logEvent, long unixNs, ReadOnlyMemory<byte> line)
    {
        if (LabelsReason != RejectReason.None)
            return LabelsReason;
        if (logEvent.Fields.Count + Labels.Count > options.FieldsMax)
            return RejectReason.TooManyFields;
        if (!_budget.TrySpend(_labelBytes))
            return RejectReason.InflateRatioTooHigh;
        logEvent.Fields.AddRange(Labels);
        logEvent.TimeUnixNs = unixNs;
        logEvent.Body = line;
        return _assembly.Fill(logEvent);
    }

    /// <summary>A name and its text.</summary>
    public RejectReason Add(List<EventField> fields, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (fields.Count >= options.FieldsMax)
            return RejectReason.TooManyFields;
        if (name.Length > options.FieldNameBytesMax)
            return RejectReason.BadValue;
        fields.Add(new EventField(name, FieldKind.Text, value));
        return RejectReason.None;
    }

    /// <summary>A whole number of nanoseconds.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> digits, out long unixNs) =>
        Utf8Parser.TryParse(digits, out unixNs, out int read) && read == digits.Length;
}
