using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.MessagePack;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Forward;

/// <summary>One entry, a time and a record, as an event (docs/inputs.md).</summary>
internal sealed class ForwardRecord(ForwardOptions options)
{
    private const long NsPerSecond = 1_000_000_000;
    private const long SecondsMax = (long.MaxValue / NsPerSecond) - 1;

    private static readonly FieldSource App = FieldSource.FromFields("app");
    private static readonly FieldSource Module = FieldSource.FromFields("module", "logger");
    private static readonly FieldSource Host = FieldSource.FromFields("host", "hostname");
    private static readonly FieldSource Exception = FieldSource.FromFields("exception");
    private static readonly FieldSource Body = FieldSource.FromFields("message", "log", "msg", "MESSAGE");
    private static readonly ReadOnlyMemory<byte>[] Levels = ["level"u8.ToArray(), "severity"u8.ToArray()];
    private static readonly ReadOnlyMemory<byte> Priority = "PRIORITY"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> TagField = "tag"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> MetadataField = "metadata"u8.ToArray();

    private readonly MessagePackFieldReader _fields = new(new JsonLimits(options.FieldsMax, options.NameBytesMax, options.DepthMax));

    public void Release() => _fields.Release();

    /// <param name="reader">Stands before the time; the objects up to the end of the record are complete.</param>
    /// <param name="tag">Of the message.</param>
    /// <param name="receivedUnixNs">The time of an event that has none.</param>
    /// <param name="logEvent">Filled when the answer is None.</param>
    public RejectReason Read(ref MessagePackReader reader, ReadOnlyMemory<byte> tag, long receivedUnixNs, LogEvent logEvent)
    {
        logEvent.Clear();
        _fields.Reset();
        RejectReason reason = ReadTime(ref reader, receivedUnixNs, logEvent);
        if (reason == RejectReason.None)
            reason = _fields.ReadMap(ref reader, logEvent, default, depth: 1);
        return reason == RejectReason.None ? Fill(logEvent, _fields.Text(tag)) : reason;
    }

    /// <summary>A Unix time of any unit, an EventTime, nil, or since version 1.5 an array of the time and a map about the event.</summary>
    private RejectReason ReadTime(ref MessagePackReader reader, long receivedUnixNs, LogEvent logEvent)
    {
        bool hasMetadata = reader.Peek() is { Kind: MessagePackKind.Array, Count: 2 };
        if (hasMetadata)
            reader.Read(out _);
        MessagePackToken time = reader.Read(out ReadOnlyMemory<byte> data);
        if (!TryReadTime(time, data.Span, out long unixNs))
            return RejectReason.BadValue;
        logEvent.TimeUnixNs = unixNs == 0 ? receivedUnixNs : unixNs;
        return hasMetadata ? _fields.ReadMap(ref reader, logEvent, MetadataField, depth: 1) : RejectReason.None;
    }

    private static bool TryReadTime(MessagePackToken token, ReadOnlySpan<byte> data, out long unixNs)
    {
        unixNs = 0;
        switch (token.Kind)
        {
            case MessagePackKind.Nil:
                return true;
            case MessagePackKind.Unsigned when token.Bits <= long.MaxValue:
                unixNs = TimestampText.FromUnix((long)token.Bits);
                return true;
            case MessagePackKind.Signed:
                unixNs = TimestampText.FromUnix(token.Signed);
                return true;
            case MessagePackKind.Float:
                return TimestampText.TryFromUnix(token.Float, out unixNs);
            default:
                bool isTime = MessagePackText.TryReadTime(token, data, out long seconds, out uint nanoseconds) && seconds <= SecondsMax;
                unixNs = isTime ? (seconds * NsPerSecond) + nanoseconds : 0;
                return isTime;
        }
    }

    private static RejectReason Fill(LogEvent logEvent, ReadOnlyMemory<byte> tag)
    {
        List<EventField> fields = logEvent.Fields;
        logEvent.Body = WithoutLineEnd(Body.TakeFrom(fields));
        logEvent.Exception = Exception.TakeFrom(fields);
        bool isNothing = logEvent.Body.IsEmpty && logEvent.Exception.IsEmpty && fields.Count == 0;
        FillSeverity(logEvent);
        logEvent.Host = Host.TakeFrom(fields);
        logEvent.App = App.TakeFrom(fields);
        ReadOnlyMemory<byte> module = Module.TakeFrom(fields);
        bool isTagSaid = logEvent.App.IsEmpty && module.IsEmpty;
        int dot = tag.Span.IndexOf((byte)'.');
        if (logEvent.App.IsEmpty)
            logEvent.App = dot < 0 ? tag : tag[..dot];
        if (isTagSaid)
            module = dot < 0 ? default : tag[(dot + 1)..];
        else if (!tag.IsEmpty)
            fields.Add(new EventField(TagField, FieldKind.Text, tag));
        logEvent.Module = ModuleName.Normalize(module);
        return isNothing ? RejectReason.MissingKey : RejectReason.None;
    }

    /// <summary>What reads lines (Docker, tail) sends the line feed, too.</summary>
    private static ReadOnlyMemory<byte> WithoutLineEnd(ReadOnlyMemory<byte> body)
    {
        if (body.Span.EndsWith("\n"u8))
            body = body[..^1];
        return body.Span.EndsWith("\r"u8) ? body[..^1] : body;
    }

    /// <summary>A name or OpenTelemetry's number, or journald's PRIORITY. What says no severity stays a field.</summary>
    private static void FillSeverity(LogEvent logEvent)
    {
        foreach (ReadOnlyMemory<byte> name in Levels)
        {
            int index = FieldSource.IndexOf(logEvent.Fields, name.Span);
            if (index < 0)
                continue;
            ReadOnlySpan<byte> level = logEvent.Fields[index].Value.Span;
            Severity severity = SeverityText.Parse(level);
            if (severity == Severity.None)
                severity = SeverityText.ParseNumber(level);
            if (TrySet(logEvent, index, severity))
                return;
        }

        int priority = FieldSource.IndexOf(logEvent.Fields, Priority.Span);
        if (priority >= 0 && logEvent.Fields[priority].Value.Span is [>= (byte)'0' and <= (byte)'7'] number)
            TrySet(logEvent, priority, SeverityText.OfSyslog(number[0] - '0'));
    }

    private static bool TrySet(LogEvent logEvent, int index, Severity severity)
    {
        if (severity == Severity.None)
            return false;
        logEvent.Severity = severity;
        logEvent.Fields.RemoveAt(index);
        return true;
    }
}
