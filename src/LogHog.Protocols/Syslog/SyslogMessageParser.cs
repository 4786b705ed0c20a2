using LogHog.Protocols.Compression;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Syslog.Times;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Syslog;

/// <summary>
/// One message, however it was framed, as an event: RFC 5424, RFC 3164 and what devices make of it. No message is refused: one that is
/// neither is an event whose body is all of it, with the field <c>syslog.malformed</c>. Allocates nothing once it runs.
/// </summary>
/// <remarks>Texts of an event hold until the next call; an application or host that the message does not name stays empty.</remarks>
public sealed class SyslogMessageParser
{
    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly ScratchMemory _scratch = new();
    private readonly CompressedPayload _compressed;
    private readonly SyslogTimes _times;
    private readonly Rfc5424Message _rfc5424;
    private readonly BsdMessage _bsd;

    public SyslogMessageParser(SyslogOptions options)
    {
        _compressed = new CompressedPayload(options.MessageBytesMax, options.InflateRatioMax);
        _times = new SyslogTimes(options.Zone);
        _rfc5424 = new Rfc5424Message(_times, new StructuredData(options.FieldsMax, _scratch));
        _bsd = new BsdMessage(_times);
    }

    /// <param name="message">All of it, without its frame. Line ends and NULs behind it are none of it.</param>
    /// <param name="receivedUnixNs">When it was received: its time if it says none, else what tells the year.</param>
    /// <param name="logEvent">Filled.</param>
    public void Parse(ReadOnlyMemory<byte> message, long receivedUnixNs, LogEvent logEvent)
    {
        logEvent.Clear();
        _scratch.Reset();
        _times.ReceivedUnixNs = receivedUnixNs;
        logEvent.TimeUnixNs = receivedUnixNs;
        if (IsCompressed(message.Span) && _compressed.InflateZlib(message[1..], out ReadOnlyMemory<byte> inflated) == RejectReason.None)
            message = inflated;
        message = message[..MessageBytes(message.Span)];
        // .NET's writers begin a stream with one.
        if (message.Span.StartsWith(ByteOrderMark))
            message = message[ByteOrderMark.Length..];
        if (SurrogateEscape.IsNeeded(message.Span))
            message = _scratch.Commit(SurrogateEscape.Write(message.Span, _scratch.Reserve(message.Length * SurrogateEscape.ExpansionMax)));

        if (!SyslogPriority.TryRead(message.Span, out int priority, out int length))
        {
            if (!_bsd.TryReadTimed(message, logEvent))
                KeepWhole(message, SyslogFault.Priority, logEvent);
            return;
        }

        logEvent.Severity = SyslogPriority.ToSeverity(priority & 7);
        ReadOnlyMemory<byte> facility = SyslogPriority.FacilityName(priority >> 3);
        ReadOnlyMemory<byte> content = message[length..];
        if (!Rfc5424Message.IsAtStart(content.Span))
        {
            _bsd.Read(content, facility, logEvent);
        }
        else if (_rfc5424.Read(content, facility, logEvent) is { } fault)
        {
            AddFacility(logEvent, facility);
            KeepWhole(message, fault, logEvent);
        }
    }

    /// <summary>Gives back what the last event borrowed.</summary>
    public void Release()
    {
        _scratch.Release();
        _compressed.Release();
    }

    /// <summary>A <c>z</c> before a zlib stream: rsyslog's way of compressing a message (omfwd's <c>compression.mode="single"</c>).</summary>
    internal static bool IsCompressed(ReadOnlySpan<byte> message) => message is [(byte)'z', 0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..];

    internal static void AddProcessId(LogEvent logEvent, ReadOnlyMemory<byte> pid)
    {
        if (pid.IsEmpty)
            return;
        bool isNumber = pid.Length <= 10 && !pid.Span.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (pid.Span[0] != '0' || pid.Length == 1);
        logEvent.Fields.Add(isNumber
            ? new EventField(SyslogFields.ProcessId, FieldKind.Number, pid)
            : new EventField(SyslogFields.ProcId, FieldKind.Text, pid));
    }

    /// <param name="logEvent">Whose field it is.</param>
    /// <param name="facility">Its name; empty = the message has none.</param>
    internal static void AddFacility(LogEvent logEvent, ReadOnlyMemory<byte> facility)
    {
        if (!facility.IsEmpty)
            logEvent.Fields.Add(new EventField(SyslogFields.Facility, FieldKind.Text, facility));
    }

    private static void KeepWhole(ReadOnlyMemory<byte> message, SyslogFault fault, LogEvent logEvent)
    {
        logEvent.Body = message;
        SyslogFields.AddFault(logEvent, fault);
    }

    /// <summary>Without line ends and NULs, which some senders put into counted messages and datagrams, too.</summary>
    private static int MessageBytes(ReadOnlySpan<byte> message)
    {
        int length = message.Length;
        while (length > 0 && message[length - 1] is (byte)'\n' or (byte)'\r' or 0)
            length--;
        return length;
    }
}
