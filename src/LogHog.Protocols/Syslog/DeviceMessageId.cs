using LogHog.Protocols.Events;

namespace LogHog.Protocols.Syslog;

/// <summary>
/// What names a message's kind at the start of its text: <c>%SYS-5-CONFIG_I:</c> (Cisco, Arista, Dell), <c>[ID 800047 auth.info]</c>
/// (Solaris). It becomes the message id, and stays in the text, too.
/// </summary>
internal static class DeviceMessageId
{
    private const int BytesMax = 96;

    public static void AddTo(LogEvent logEvent)
    {
        ReadOnlySpan<byte> body = logEvent.Body.Span;
        int start = 1, length = 0;
        if (body.StartsWith("%"u8))
        {
            length = MnemonicBytes(body) - 1;
            if (length > 0 && logEvent.Severity == Severity.None)
                logEvent.Severity = SyslogPriority.ToSeverity(SeverityDigit(body.Slice(start, length)) - '0');
        }
        else if (body.StartsWith("[ID "u8))
        {
            start = 4;
            length = SolarisDigits(body);
        }

        if (length > 0)
            logEvent.Fields.Add(new EventField(SyslogFields.MessageId, FieldKind.Text, logEvent.Body.Slice(start, length)));
    }

    /// <summary>The bytes of <c>%FACILITY-SEVERITY-MNEMONIC</c> before its colon; 0 = the text begins with none.</summary>
    public static int MnemonicBytes(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '%')
            return 0;
        int end = text[..Math.Min(text.Length, BytesMax)].IndexOfAny((byte)':', (byte)' ');
        if (end < 6 || SeverityDigit(text[1..end]) == 0)
            return 0;
        // IOS XR puts a space before the colon.
        return text[end] == ':' || text[end..].StartsWith(" : "u8) ? end : 0;
    }

    /// <summary>The digit that stands between two dashes; 0 = there is none.</summary>
    private static byte SeverityDigit(ReadOnlySpan<byte> name)
    {
        for (int at = 1; at + 3 < name.Length; at++)
        {
            if (name[at] == '-' && name[at + 2] == '-' && name[at + 1] is >= (byte)'0' and <= (byte)'7')
                return name[at + 1];
        }

        return 0;
    }

    /// <summary>The digits of <c>[ID 800047 auth.info] </c>; 0 = it is none.</summary>
    private static int SolarisDigits(ReadOnlySpan<byte> body)
    {
        int digits = body[4..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is < 1 or > 10 || body[4 + digits] != ' ')
            return 0;
        int end = body[..Math.Min(body.Length, BytesMax)].IndexOf((byte)']');
        return end > 5 + digits ? digits : 0;
    }
}
