using LogHog.Protocols.Events;

namespace LogHog.Protocols.Syslog;

/// <summary><c>&lt;PRI&gt;</c>: eight times the facility and the severity (RFC 5424 §6.2.1).</summary>
public static class SyslogPriority
{
    private const int PriorityMax = 191;

    private static readonly ReadOnlyMemory<byte>[] Facilities =
    [
        "kern"u8.ToArray(), "user"u8.ToArray(), "mail"u8.ToArray(), "daemon"u8.ToArray(), "auth"u8.ToArray(), "syslog"u8.ToArray(),
        "lpr"u8.ToArray(), "news"u8.ToArray(), "uucp"u8.ToArray(), "cron"u8.ToArray(), "authpriv"u8.ToArray(), "ftp"u8.ToArray(),
        "ntp"u8.ToArray(), "audit"u8.ToArray(), "alert"u8.ToArray(), "clock"u8.ToArray(), "local0"u8.ToArray(), "local1"u8.ToArray(),
        "local2"u8.ToArray(), "local3"u8.ToArray(), "local4"u8.ToArray(), "local5"u8.ToArray(), "local6"u8.ToArray(), "local7"u8.ToArray(),
    ];

    /// <summary>The severity, by OpenTelemetry's mapping (its log data model, appendix B).</summary>
    /// <param name="severity">0 (emergency) to 7 (debug).</param>
    public static Severity ToSeverity(int severity) => severity switch
    {
        0 => Severity.Fatal,
        1 => Severity.Error3,
        2 => Severity.Error2,
        3 => Severity.Error,
        4 => Severity.Warn,
        5 => Severity.Info2,
        6 => Severity.Info,
        _ => Severity.Debug,
    };

    /// <summary>The facility's name in syslog.conf; those of 12 to 15 are short for RFC 5424's.</summary>
    internal static ReadOnlyMemory<byte> FacilityName(int facility) => Facilities[facility];

    /// <summary>The number of a facility's name; -1 = nobody knows it.</summary>
    internal static int FindFacility(ReadOnlySpan<byte> name)
    {
        for (int facility = 0; facility < Facilities.Length; facility++)
        {
            if (Facilities[facility].Span.SequenceEqual(name))
                return facility;
        }

        return -1;
    }

    /// <summary>Reads the one at the start of a message.</summary>
    /// <param name="text">The message.</param>
    /// <param name="priority">0 to 191.</param>
    /// <param name="length">Its bytes, brackets included; 0 = there is none.</param>
    internal static bool TryRead(ReadOnlySpan<byte> text, out int priority, out int length)
    {
        priority = 0;
        length = 0;
        if (text.Length < 3 || text[0] != '<')
            return false;
        for (int at = 1; at < Math.Min(text.Length, 5); at++)
        {
            int digit = text[at] - '0';
            if ((uint)digit <= 9)
            {
                priority = (priority * 10) + digit;
                continue;
            }
            if (text[at] != '>' || at == 1 || priority > PriorityMax)
                return false;
            length = at + 1;
            return true;
        }

        return false;
    }
}
