using System.Buffers.Text;
using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.Splunk;

/// <summary>
/// Events of Splunk's HTTP event collector: JSON objects one behind the other, each with <c>event</c> and, if it likes, <c>time</c>,
/// <c>host</c>, <c>source</c>, <c>sourcetype</c>, <c>index</c> and <c>fields</c>. The first that is not as it should be ends the request, as
/// with Splunk: the events before it stand.
/// </summary>
public sealed class HecEventDecoder(RecordOptions options) : IEventDecoder
{
    private static readonly byte[] SourceName = "source"u8.ToArray();

    private readonly RecordAssembly _assembly = new(options);
    private readonly JsonRecordReader _records = new(options);

    // Whoever says that the application is the field "source" means any.
    private readonly bool _isSourceField = options.App.Fields.Any(static name => name.Span.SequenceEqual(SourceName));
    private ReadOnlyMemory<byte> _source;
    private bool _hasBegun;

    /// <summary>
    /// Where an event has its own values: in <c>fields</c> or in the event itself. <c>source</c> beside the event is the application where these
    /// name none; in the event it is something else, with Docker <c>stdout</c>.
    /// </summary>
    public static RecordOptions Names(RecordOptions options) => options with
    {
        TimeField = default,
        // message.msg: Splunk's own logger for JavaScript, below winston and bunyan. line.*: Docker's driver, where a container's lines are JSON.
        MessageFields = RecordOptions.Names("message", "msg", "log", "line", "_raw", "message.msg", "line.message", "line.msg", "line.log"),
        App = FieldSource.FromFields("service.name", "app"),
        Module = FieldSource.FromFields("module", "logger"),
        // otel.*: OpenTelemetry's Collector.
        Level = FieldSource.FromFields("level", "severity", "log.level", "line.level", "line.severity", "otel.log.severity.text", "otel.log.severity.number"),
    };

    /// <inheritdoc/>
    public int FrameBytesNeeded => 0;

    /// <summary>Why it ended, in the words of Splunk's own answers.</summary>
    public HecProblem Problem { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Takes the whole text at once: an object that is not complete is none.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        _records.Begin();
        logEvent.Clear();
        consumed = 0;
        reason = !_hasBegun && !Utf8.IsValid(input.Span) ? RejectReason.BadUtf8 : RejectReason.None;
        _hasBegun = true;
        if (reason == RejectReason.None)
        {
            var json = new JsonScanner(input, _records.Texts);
            json.SkipSpace();
            int start = json.Position;
            reason = ReadEvent(ref json, logEvent);
            if (reason == RejectReason.None && json.Position - start > options.LineBytesMax)
                reason = RejectReason.FrameTooLarge;
            json.SkipSpace();
            consumed = json.Position;
        }

        if (reason == RejectReason.None)
            return DecodeStatus.Event;
        if (Problem == HecProblem.None)
            Problem = HecProblem.InvalidData;
        consumed = 0;
        return DecodeStatus.Broken;
    }

    private RejectReason ReadEvent(ref JsonScanner json, LogEvent logEvent)
    {
        bool hasEvent = false;
        _source = default;
        if (!json.Take((byte)'{'))
            return RejectReason.BadJson;
        json.SkipSpace();
        bool isEnd = json.Take((byte)'}');
        while (!isEnd)
        {
            json.SkipSpace();
            if (!JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name))
                return RejectReason.BadJson;
            RejectReason reason = ReadMember(ref json, name, logEvent, ref hasEvent);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
            isEnd = json.Take((byte)'}');
            if (!isEnd && !json.Take((byte)','))
                return RejectReason.BadJson;
        }

        if (!hasEvent && Problem == HecProblem.None)
            Problem = HecProblem.EventMissing;
        return Problem == HecProblem.None ? Fill(logEvent) : RejectReason.MissingKey;
    }

    private RejectReason Fill(LogEvent logEvent)
    {
        logEvent.App = _source;
        RejectReason reason = _assembly.Fill(logEvent);
        if (reason == RejectReason.None && !_source.IsEmpty && !logEvent.App.Equals(_source))
            logEvent.Fields.Add(new EventField(SourceName, FieldKind.Text, _source));
        return reason;
    }

    private RejectReason ReadMember(ref JsonScanner json, ReadOnlyMemory<byte> name, LogEvent logEvent, ref bool hasEvent)
    {
        ReadOnlySpan<byte> text = name.Span;
        if (text.SequenceEqual("event"u8))
        {
            hasEvent = json.PeekKind() != JsonKind.Null;
            return ReadBody(ref json, logEvent);
        }

        if (text.SequenceEqual("time"u8))
            return ReadTime(ref json, logEvent);
        if (!_isSourceField && text.SequenceEqual(SourceName) && json.PeekKind() == JsonKind.Text)
            return json.TryReadString(out _source) ? RejectReason.None : RejectReason.BadJson;
        // Their members are fields of the event, by their own names.
        return text.SequenceEqual("fields"u8) && json.PeekKind() == JsonKind.Object
            ? _records.ReadObject(ref json, logEvent)
            : _records.ReadValue(ref json, logEvent, name);
    }

    /// <summary>An object's members are fields, and the message is among them; text is the body; anything else is its JSON.</summary>
    private RejectReason ReadBody(ref JsonScanner json, LogEvent logEvent)
    {
        JsonKind kind = json.PeekKind();
        if (kind == JsonKind.Object)
            return _records.ReadObject(ref json, logEvent);
        int start = json.Position;
        ReadOnlyMemory<byte> text = default;
        bool isGood = kind == JsonKind.Array ? _records.Skip(ref json) == RejectReason.None : json.TryReadScalar(kind, out text);
        if (!isGood)
            return RejectReason.BadJson;
        if (kind == JsonKind.Text && text.IsEmpty)
            Problem = HecProblem.EventBlank;
        if (kind != JsonKind.Null)
            logEvent.Body = kind == JsonKind.Array ? json.Since(start) : text;
        return RejectReason.None;
    }

    /// <summary>Seconds since 1970 with a fraction, as a number or text; in milliseconds, too, if it is so large.</summary>
    private static RejectReason ReadTime(ref JsonScanner json, LogEvent logEvent)
    {
        JsonKind kind = json.PeekKind();
        if (!json.TryReadScalar(kind, out ReadOnlyMemory<byte> digits))
            return kind is JsonKind.Object or JsonKind.Array ? RejectReason.BadValue : RejectReason.BadJson;
        if (kind == JsonKind.Null || digits.IsEmpty)
            return RejectReason.None;
        if (Text.TimestampText.TryReadUnix(digits.Span, out long unixNs))
        {
            logEvent.TimeUnixNs = unixNs;
            return RejectReason.None;
        }

        // 1.7000000001E9, as some languages print numbers.
        if (kind != JsonKind.Number || !Utf8Parser.TryParse(digits.Span, out double seconds, out int read) || read != digits.Length
            || Math.Abs(seconds) > 9e9)
            return RejectReason.BadValue;
        logEvent.TimeUnixNs = (long)(seconds * 1e9);
        return RejectReason.None;
    }
}
