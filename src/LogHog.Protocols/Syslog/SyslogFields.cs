using System.Text;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.Syslog;

/// <summary>
/// What an event's fields are called that came by syslog: OpenTelemetry's names (its log data model, appendix A), and <c>ID.NAME</c> for
/// structured data.
/// </summary>
public static class SyslogFields
{
    /// <summary>A process id that is a number; of the semantic conventions.</summary>
    internal static ReadOnlyMemory<byte> ProcessId { get; } = "process.pid"u8.ToArray();

    /// <summary>PROCID, or what stands in a tag's brackets, when it is no number.</summary>
    internal static ReadOnlyMemory<byte> ProcId { get; } = "syslog.procid"u8.ToArray();

    internal static ReadOnlyMemory<byte> Facility { get; } = "syslog.facility"u8.ToArray();

    internal static ReadOnlyMemory<byte> MessageId { get; } = "syslog.msgid"u8.ToArray();

    /// <summary>A version of RFC 5424's format other than 1.</summary>
    internal static ReadOnlyMemory<byte> Version { get; } = "syslog.version"u8.ToArray();

    /// <summary>The number that Cisco's devices give a message.</summary>
    internal static ReadOnlyMemory<byte> Sequence { get; } = "syslog.sequence"u8.ToArray();

    /// <summary>Cisco's sign before the time: <c>*</c> = the clock was never set, <c>.</c> = it lost its server.</summary>
    internal static ReadOnlyMemory<byte> TimeMark { get; } = "syslog.time_mark"u8.ToArray();

    /// <summary>How long the device has been running, sent instead of the time.</summary>
    internal static ReadOnlyMemory<byte> Uptime { get; } = "syslog.uptime"u8.ToArray();

    /// <summary>What is wrong with a message that is kept all the same: a <see cref="SyslogFault"/>.</summary>
    internal static ReadOnlyMemory<byte> Malformed { get; } = "syslog.malformed"u8.ToArray();

    private static readonly ReadOnlyMemory<byte>[] Faults =
    [
        .. Enum.GetNames<SyslogFault>().Select(static name => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(SnakeCase(name))),
    ];

    /// <summary>Of a part of RFC 5424's header, as the RFC calls it, the name of its field; of any other name just that.</summary>
    public static string FieldOf(string part) => part switch
    {
        "facility" => "syslog.facility",
        "procid" => "syslog.procid",
        "msgid" => "syslog.msgid",
        "pid" => "process.pid",
        _ => part,
    };

    /// <summary>Marks an event.</summary>
    internal static void AddFault(LogEvent logEvent, SyslogFault fault) =>
        logEvent.Fields.Add(new EventField(Malformed, FieldKind.Text, Faults[(int)fault]));

    private static string SnakeCase(string name) =>
        string.Concat(name.Select(static (c, at) => (at > 0 && char.IsUpper(c) ? "_" : "") + char.ToLowerInvariant(c)));
}

/// <summary>What is wrong with a message; in snake_case the value of <c>syslog.malformed</c>.</summary>
internal enum SyslogFault : byte
{
    /// <summary>It begins with no <c>&lt;PRI&gt;</c> of 0 to 191, nor with a time.</summary>
    Priority,

    /// <summary>A header of RFC 5424 that lacks a part.</summary>
    Header,

    /// <summary>A header of RFC 5424 with something else for a time.</summary>
    Timestamp,

    /// <summary>Structured data that are none, or too many: from there on all is body.</summary>
    StructuredData,

    /// <summary>Cut at the longest message allowed; the rest is the next event.</summary>
    TooLong,

    /// <summary>The stream ended before the bytes that were announced.</summary>
    Truncated,
}
