using System.Buffers;
using LogHog.Protocols.Events;
using LogHog.Protocols.Syslog.Times;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Syslog;

/// <summary>
/// [TIMESTAMP SP] [HOSTNAME SP] [TAG] CONTENT (RFC 3164 §4), which was written down after the fact: each part may be missing, and devices
/// put others between them. What is not recognised stays in the body.
/// </summary>
internal sealed class BsdMessage(SyslogTimes times)
{
    /// <summary>RFC 1034's names have 255 bytes.</summary>
    private const int HostBytesMax = 255;

    private static readonly SearchValues<byte> InHost = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:/%@,()+#~"u8);

    private static readonly SearchValues<byte> Alphanumeric =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    private readonly CiscoPrefix _cisco = new(times);

    /// <summary>Reads what stands behind <c>&lt;PRI&gt;</c>.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="facility">Its name; empty = there is none.</param>
    /// <param name="logEvent">With severity and the time of receipt already.</param>
    public void Read(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = content.Span;
        int at = SpacesEnd(text, 0);
        // A version before a time that is none of RFC 5424's.
        if (text[at..].StartsWith("1 "u8) && times.TryRead(text[(at + 2)..], out _, out _))
            at += 2;
        if (TryReadTime(content, at, facility, logEvent) || _cisco.TryRead(content, at, facility, logEvent))
            return;
        if (BsdTag.TryRead(text[at..], out BsdTag tag) || BsdTag.TryReadTight(text[at..], out tag))
            TakeTag(content, at, tag, facility, logEvent);
        else
            TakeUntagged(content, at, facility, logEvent);
    }

    /// <summary>Reads a message without <c>&lt;PRI&gt;</c>. False = it does not begin with a time either, and the event is as it was.</summary>
    public bool TryReadTimed(ReadOnlyMemory<byte> content, LogEvent logEvent)
    {
        int at = SpacesEnd(content.Span, 0);
        return TryReadTime(content, at, default, logEvent) || _cisco.TryRead(content, at, default, logEvent);
    }

    private bool TryReadTime(ReadOnlyMemory<byte> content, int at, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = content.Span;
        if (!times.TryRead(text[at..], out long time, out int length))
            return false;
        logEvent.TimeUnixNs = time;
        at += length;
        // Cisco's colon behind the time.
        if (at < text.Length && text[at] == ':')
            at++;
        ReadHost(content, SpacesEnd(text, at), facility, logEvent);
        return true;
    }

    private static void ReadHost(ReadOnlyMemory<byte> content, int at, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        ReadOnlySpan<byte> rest = content.Span[at..];
        if (TryTakeForwarder(content, ref at, logEvent) || rest.StartsWith("last message repeated "u8))
        {
            ReadTag(content, at, facility, logEvent);
            return;
        }

        bool isTag = BsdTag.TryRead(rest, out BsdTag tag);
        // An origin of Cisco's looks like a tag: "sw1: %SYS-5-CONFIG_I: …".
        if (isTag && (tag.PidBytes > 0 || DeviceMessageId.MnemonicBytes(rest[tag.Length..]) == 0))
        {
            TakeTag(content, at, tag, facility, logEvent);
            return;
        }

        int length = HostBytes(rest);
        bool isColon = length > 0 && rest[length - 1] == ':';
        if (isColon && !isTag && !BsdTag.TryRead(rest[(length + 1)..], out _))
            length = 0;
        if (length > 0)
        {
            logEvent.Host = content.Slice(at, isColon ? length - 1 : length);
            at += length + 1;
            // "fw01 : %ASA-6-…", "idrac : …": the sign that belongs to the host.
            int next = SpacesEnd(content.Span, at);
            if (content.Span[next..].StartsWith(": "u8))
            {
                TakeUntagged(content, next + 2, facility, logEvent);
                return;
            }
        }

        ReadTag(content, at, facility, logEvent);
    }

    /// <summary><c>Message forwarded from aix01: sshd[4711]: …</c>, as AIX's syslogd relays.</summary>
    private static bool TryTakeForwarder(ReadOnlyMemory<byte> content, ref int at, LogEvent logEvent)
    {
        ReadOnlySpan<byte> forwarded = "Message forwarded from "u8;
        ReadOnlySpan<byte> rest = content.Span[at..];
        if (!rest.StartsWith(forwarded))
            return false;
        int hostEnd = rest[forwarded.Length..].IndexOf(": "u8);
        if (hostEnd is < 1 or > HostBytesMax || rest.Slice(forwarded.Length, hostEnd).ContainsAnyExcept(InHost))
            return false;
        logEvent.Host = content.Slice(at + forwarded.Length, hostEnd);
        at += forwarded.Length + hostEnd + 2;
        return true;
    }

    /// <summary>The bytes of the name or address with which the text begins, if more follows; 0 = it begins with none.</summary>
    private static int HostBytes(ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOf((byte)' ');
        if (length is < 1 or > HostBytesMax)
            return 0;
        ReadOnlySpan<byte> host = rest[..length];
        // Access points of Ubiquiti: ("U7PG2,7483c2f0a1b2,v4.3.20") hostapd: …
        if (host.StartsWith("(\""u8) && host.EndsWith("\")"u8))
            return length;
        bool isName = host[0] is not ((byte)'%' or (byte)'(') && host[^1] != ',' && !host.ContainsAnyExcept(InHost) && host.ContainsAny(Alphanumeric);
        return isName ? length : 0;
    }

    /// <summary>Tag and body; parts that devices put before the tag are passed by if nothing is lost with them.</summary>
    private static void ReadTag(ReadOnlyMemory<byte> content, int at, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        at = Math.Min(at, content.Length);
        int begin = SpacesEnd(content.Span, at);
        ReadOnlySpan<byte> rest = content.Span[begin..];
        if (BsdTag.TryRead(rest, out BsdTag tag))
        {
            TakeTag(content, begin, tag, facility, logEvent);
            return;
        }

        int word = rest.IndexOf((byte)' ');
        if (word > 0 && BsdTag.TryRead(rest[(word + 1)..], out tag))
        {
            if (IsPriorityWord(rest[..word], ref facility, logEvent))
            {
                TakeTag(content, begin + word + 1, tag, facility, logEvent);
                return;
            }
            // "00076 ports: port A1 is now on-line", as ProCurve switches number their messages.
            if (!rest[..word].ContainsAnyExceptInRange((byte)'0', (byte)'9') && tag.PidBytes == 0 && word == 5)
            {
                TakeTag(content, begin + word + 1, tag, facility, logEvent);
                logEvent.Fields.Add(new EventField(SyslogFields.MessageId, FieldKind.Text, content.Slice(begin, word)));
                return;
            }
        }

        if (BsdTag.TryReadTight(rest, out tag))
            TakeTag(content, begin, tag, facility, logEvent);
        else
            TakeUntagged(content, at, facility, logEvent);
    }

    private static void TakeUntagged(ReadOnlyMemory<byte> content, int at, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        SyslogMessageParser.AddFacility(logEvent, facility);
        TakeBody(content[at..], logEvent);
    }

    private static void TakeTag(ReadOnlyMemory<byte> content, int at, in BsdTag tag, ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        logEvent.App = content.Slice(at, tag.NameBytes);
        SyslogMessageParser.AddProcessId(logEvent, content.Slice(at + tag.PidStart, tag.PidBytes));
        SyslogMessageParser.AddFacility(logEvent, facility);
        TakeBody(content[(at + tag.Length)..], logEvent);
    }

    internal static void TakeBody(ReadOnlyMemory<byte> body, LogEvent logEvent)
    {
        logEvent.Body = body.Span.StartsWith(SyslogMessageParser.ByteOrderMark) ? body[SyslogMessageParser.ByteOrderMark.Length..] : body;
        DeviceMessageId.AddTo(logEvent);
    }

    /// <summary>
    /// <c>notice</c> or <c>auth.info</c> before the tag, as F5 and busybox write it: says what <c>&lt;PRI&gt;</c> says, or stands for it.
    /// </summary>
    private static bool IsPriorityWord(ReadOnlySpan<byte> word, ref ReadOnlyMemory<byte> facility, LogEvent logEvent)
    {
        int point = word.IndexOf((byte)'.');
        Severity severity = SeverityText.Parse(word[(point + 1)..]);
        int number = point < 0 ? -1 : SyslogPriority.FindFacility(word[..point]);
        if (severity == Severity.None || (point >= 0 && number < 0) || !IsSyslogName(word[(point + 1)..]))
            return false;
        if (!facility.IsEmpty)
            return severity == logEvent.Severity && (number < 0 || SyslogPriority.FacilityName(number).Span.SequenceEqual(facility.Span));
        logEvent.Severity = severity;
        facility = number < 0 ? default : SyslogPriority.FacilityName(number);
        return true;
    }

    private static bool IsSyslogName(ReadOnlySpan<byte> level) =>
        level.SequenceEqual("info"u8) || level.SequenceEqual("notice"u8) || level.SequenceEqual("warning"u8) || level.SequenceEqual("warn"u8)
        || level.SequenceEqual("err"u8) || level.SequenceEqual("error"u8) || level.SequenceEqual("debug"u8) || level.SequenceEqual("crit"u8)
        || level.SequenceEqual("alert"u8) || level.SequenceEqual("emerg"u8) || level.SequenceEqual("panic"u8);

    internal static int SpacesEnd(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] == ' ')
            at++;
        return at;
    }
}
