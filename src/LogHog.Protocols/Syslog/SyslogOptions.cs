namespace LogHog.Protocols.Syslog;

/// <summary>How a stream of syslog messages is cut into messages (RFC 6587).</summary>
public enum SyslogFraming : byte
{
    /// <summary>Each message as it says: counted (<c>42 &lt;13&gt;…</c>), or else up to a line feed or NUL.</summary>
    Auto,

    /// <summary>Always up to a line feed or NUL, for senders whose messages can look counted.</summary>
    Newline,
}

/// <summary>What a syslog input may be sent, and how what its senders leave out is read.</summary>
public sealed record SyslogOptions
{
    /// <summary>
    /// Bytes of a message. 1 MiB, as in LogHog's own protocol; RFC 5424 §6.1 asks for 480 and recommends 2048, rsyslog takes 8 KiB as
    /// Debian sets it up.
    /// </summary>
    public int MessageBytesMax { get; init; } = 1 << 20;

    /// <summary>Inflated bytes for each compressed one, of a message that rsyslog has compressed.</summary>
    public int InflateRatioMax { get; init; } = 256;

    public SyslogFraming Framing { get; init; }

    /// <summary>Of times that name no zone.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Fields of one event. 1024, as in LogHog's own protocol and systemd's journal.</summary>
    public int FieldsMax { get; init; } = 1024;
}
