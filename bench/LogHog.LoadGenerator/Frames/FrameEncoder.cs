namespace LogHog.LoadGenerator.Frames;

/// <summary>Messages to frames of the wanted kind.</summary>
/// <param name="kind">What goes over the wire.</param>
/// <param name="datagrams">Whether each frame travels alone.</param>
/// <param name="secret">The key of the signatures; null where nothing is signed.</param>
internal sealed class FrameEncoder(FrameKind kind, bool datagrams, string? secret)
{
    private readonly LogHogFrames _logHog = new(kind, secret);
    private readonly SyslogFrames _syslog = new(kind, datagrams);

    private bool IsSyslog => kind is FrameKind.Rfc5424 or FrameKind.Rfc5424Counted;

    /// <summary>Whether numbers in an encoded frame may be replaced: nothing covers or hides them.</summary>
    public bool CanRenumber => IsSyslog || kind == FrameKind.V1;

    /// <summary>What stands just before the whole seconds of the time, in ten digits (LogHog) or RFC 3339 (syslog).</summary>
    public ReadOnlySpan<byte> TimePrefix => IsSyslog ? "<14>1 "u8 : "\"stamp\": "u8;

    /// <summary>The whole seconds of a time in the text that stands behind <see cref="TimePrefix"/>.</summary>
    public string TimeText(DateTimeOffset time) => IsSyslog
        ? time.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)
        : time.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    public byte[] Encode(Message message, DateTimeOffset time) => IsSyslog ? _syslog.Encode(message, time) : _logHog.Encode(message, time);
}
