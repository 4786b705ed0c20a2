using System.Buffers.Binary;
using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Protobuf;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Otlp;

/// <summary>
/// The records of an OTLP <c>ExportLogsServiceRequest</c> (opentelemetry-proto 1.x, protobuf). Resource and scope stand in each of
/// their records. A body that is no such message is refused whole, before any record of it.
/// </summary>
public sealed class OtlpDecoder(RecordOptions options) : IEventDecoder
{
    private static readonly byte[] ScopeVersion = "otel.scope.version"u8.ToArray();
    private static readonly byte[] SeverityTextName = "severity_text"u8.ToArray();
    private static readonly byte[] EventNameName = "event.name"u8.ToArray();

    private readonly RecordAssembly _assembly = new(options);
    private readonly OtlpAttributes _ofResource = new(options);
    private readonly OtlpAttributes _ofScope = new(options);
    private readonly OtlpAttributes _own = new(options);
    private readonly List<EventField> _sharedFields = [];
    private OtlpCursor _cursor;
    private SharedFieldBudget _budget;
    private ReadOnlyMemory<byte> _resource;
    private ReadOnlyMemory<byte> _scopeName;
    private RejectReason _resourceReason;
    private RejectReason _sharedReason;
    private int _resourceFields;
    private int _sharedBytes;
    private int _scopeNumber;
    private bool _hasBegun;

    /// <summary>What OpenTelemetry's conventions call the values that an event has itself.</summary>
    public static RecordOptions Names(RecordOptions options) => options with
    {
        TimeField = default,
        MessageFields = RecordOptions.Names("message", "msg", "log", "MESSAGE"),
        App = FieldSource.FromFields("service.name"),
        Module = FieldSource.FromFields(),
        Host = FieldSource.FromFields("host.name"),
        Level = FieldSource.FromFields(),
        Exception = FieldSource.FromFields("exception.stacktrace"),
    };

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <inheritdoc/>
    /// <remarks>
    /// The first call takes the whole body, and the rest of it in the following ones must be the same memory.
    /// <see cref="DecodeStatus.NeedMore"/> with everything consumed: there is no further record.
    /// </remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        consumed = 0;
        reason = RejectReason.None;
        if (!_hasBegun && !TryBegin(input))
        {
            reason = RejectReason.BadValue;
            return DecodeStatus.Broken;
        }

        int start = _cursor.Position;
        bool isRecord = _cursor.TryNext(out ReadOnlyMemory<byte> record);
        consumed = _cursor.Position - start;
        if (!isRecord)
            return DecodeStatus.NeedMore;
        logEvent.Clear();
        reason = Read(record, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private bool TryBegin(ReadOnlyMemory<byte> body)
    {
        _hasBegun = true;
        _cursor = new OtlpCursor(body);
        _budget = new SharedFieldBudget(body.Length);
        OtlpCursor ahead = _cursor;
        while (ahead.TryNext(out _))
        {
        }

        return !ahead.IsBroken;
    }

    private RejectReason Read(ReadOnlyMemory<byte> record, LogEvent logEvent)
    {
        if (record.Length > options.LineBytesMax)
            return RejectReason.FrameTooLarge;
        if (_scopeNumber != _cursor.ScopeNumber)
            ReadShared();
        if (_sharedReason != RejectReason.None)
            return _sharedReason;
        if (!_budget.TrySpend(_sharedBytes))
            return RejectReason.InflateRatioTooHigh;
        _own.Reset();
        RejectReason reason = ReadRecord(record, logEvent);
        if (reason != RejectReason.None)
            return reason;
        if (logEvent.Fields.Count + _sharedFields.Count > options.FieldsMax)
            return RejectReason.TooManyFields;
        logEvent.Fields.AddRange(_sharedFields);
        logEvent.Module = _scopeName;
        return _assembly.Fill(logEvent);
    }

    /// <summary>What stands in each record of a scope: the attributes of its resource and its own. A resource may have any number of scopes.</summary>
    private void ReadShared()
    {
        if (_scopeNumber == 0 || !_resource.Equals(_cursor.Resource))
        {
            _ofResource.Reset();
            _sharedFields.Clear();
            _resource = _cursor.Resource;
            _resourceReason = ReadResource(_resource);
            _resourceFields = _sharedFields.Count;
        }

        _scopeNumber = _cursor.ScopeNumber;
        _ofScope.Reset();
        _sharedFields.RemoveRange(_resourceFields, _sharedFields.Count - _resourceFields);
        _scopeName = default;
        _sharedReason = _resourceReason == RejectReason.None ? ReadScope(_cursor.Scope) : _resourceReason;
        _sharedBytes = _scopeName.Length + (SharedFieldBudget.FieldBytes * _sharedFields.Count);
        foreach (EventField field in _sharedFields)
            _sharedBytes += field.Name.Length + field.Value.Length;
    }

    private RejectReason ReadResource(ReadOnlyMemory<byte> resource)
    {
        ProtobufReader reader = new(resource);
        while (reader.TryRead(out WireField field))
        {
            if (!field.Is(1, WireType.Bytes))
                continue;
            RejectReason reason = _ofResource.Read(field.Value, default, depth: 1, _sharedFields);
            if (reason != RejectReason.None)
                return reason;
        }

        return reader.IsBroken ? RejectReason.BadValue : RejectReason.None;
    }

    /// <summary>1 name, 2 version, 3 attributes; names as in the specification for systems that are not OTLP.</summary>
    private RejectReason ReadScope(ReadOnlyMemory<byte> scope)
    {
        ProtobufReader reader = new(scope);
        while (reader.TryRead(out WireField field))
        {
            RejectReason reason = RejectReason.None;
            if (field.Is(1, WireType.Bytes))
                _scopeName = field.Value;
            else if (field.Is(2, WireType.Bytes) && !field.Value.IsEmpty)
                reason = AddText(_sharedFields, ScopeVersion, field.Value);
            else if (field.Is(3, WireType.Bytes))
                reason = _ofScope.Read(field.Value, default, depth: 1, _sharedFields);
            if (reason != RejectReason.None)
                return reason;
        }

        if (!Utf8.IsValid(_scopeName.Span))
            return RejectReason.BadUtf8;
        return reader.IsBroken ? RejectReason.BadValue : RejectReason.None;
    }

    private RejectReason ReadRecord(ReadOnlyMemory<byte> record, LogEvent logEvent)
    {
        ulong observed = 0;
        ulong time = 0;
        ReadOnlyMemory<byte> severityText = default;
        ProtobufReader reader = new(record);
        while (reader.TryRead(out WireField field))
        {
            RejectReason reason = RejectReason.None;
            switch (field.Number)
            {
                case 1 when field.Type == WireType.Fixed64:
                    time = field.Number64;
                    break;
                case 11 when field.Type == WireType.Fixed64:
                    observed = field.Number64;
                    break;
                case 2 when field.Type == WireType.Varint:
                    logEvent.Severity = field.Number64 <= (ulong)Severity.Fatal4 ? (Severity)field.Number64 : Severity.None;
                    break;
                case 3 when field.Type == WireType.Bytes:
                    severityText = field.Value;
                    break;
                case 9 when field.Value.Length == 16:
                    logEvent.TraceId = BinaryPrimitives.ReadUInt128BigEndian(field.Value.Span);
                    break;
                case 10 when field.Value.Length == 8:
                    logEvent.SpanId = BinaryPrimitives.ReadUInt64BigEndian(field.Value.Span);
                    break;
                case 5 when field.Type == WireType.Bytes:
                    reason = ReadBody(field.Value, logEvent);
                    break;
                case 6 when field.Type == WireType.Bytes:
                    reason = _own.Read(field.Value, default, depth: 1, logEvent.Fields);
                    break;
                case 12 when field.Type == WireType.Bytes && !field.Value.IsEmpty:
                    reason = AddText(logEvent.Fields, EventNameName, field.Value);
                    break;
            }

            if (reason != RejectReason.None)
                return reason;
        }

        time = time == 0 ? observed : time;
        if (reader.IsBroken || time > long.MaxValue)
            return RejectReason.BadValue;
        logEvent.TimeUnixNs = (long)time;
        return TakeSeverityText(logEvent, severityText);
    }

    /// <summary>Text is the body. A map's members are fields, and the message is among them; any other value is its own text.</summary>
    private RejectReason ReadBody(ReadOnlyMemory<byte> message, LogEvent logEvent)
    {
        if (!OtlpAttributes.TryReadOne(message, out WireField value))
            return RejectReason.BadValue;
        if (value.Number == 0)
            return RejectReason.None;
        if (value.Number == (int)OtlpValueKind.Map)
            return _own.ReadMap(default, value.Value, depth: 1, logEvent.Fields);
        RejectReason reason = _own.Text(value, depth: 1, out _, out ReadOnlyMemory<byte> text);
        logEvent.Body = text;
        return reason;
    }

    /// <summary>The sender's word for the severity stays a field where it says more than the number.</summary>
    private RejectReason TakeSeverityText(LogEvent logEvent, ReadOnlyMemory<byte> text)
    {
        if (text.IsEmpty)
            return RejectReason.None;
        Severity said = SeverityText.Parse(text.Span);
        if (logEvent.Severity == Severity.None)
            logEvent.Severity = said;
        return said != Severity.None && said == logEvent.Severity ? RejectReason.None : AddText(logEvent.Fields, SeverityTextName, text);
    }

    private RejectReason AddText(List<EventField> fields, byte[] name, ReadOnlyMemory<byte> text)
    {
        if (fields.Count >= options.FieldsMax)
            return RejectReason.TooManyFields;
        fields.Add(new EventField(name, FieldKind.Text, text));
        return Utf8.IsValid(text.Span) ? RejectReason.None : RejectReason.BadUtf8;
    }
}
