using System.Buffers.Text;
using System.Text;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.Text;

/// <summary>Severities as programs name them. OpenTelemetry's numbers, and the mappings of its log data model's appendix.</summary>
public static class SeverityText
{
    private static readonly (byte[] Name, Severity Severity)[] Names =
    [
        .. Enumerable.Range((int)Severity.Trace, (int)Severity.Fatal4)
            .Select(number => (Encoding.ASCII.GetBytes(((Severity)number).ToString().ToUpperInvariant()), (Severity)number)),
        ([.. "VERBOSE"u8], Severity.Trace),
        ([.. "DBG"u8], Severity.Debug),
        ([.. "INFORMATION"u8], Severity.Info),
        ([.. "INFORMATIONAL"u8], Severity.Info),
        ([.. "NOTICE"u8], Severity.Info2),
        ([.. "WARNING"u8], Severity.Warn),
        ([.. "ERR"u8], Severity.Error),
        ([.. "CRIT"u8], Severity.Error2),
        ([.. "ALERT"u8], Severity.Error3),
        // Python's and .NET's highest. syslog's middle one is spelled crit.
        ([.. "CRITICAL"u8], Severity.Fatal),
        ([.. "EMERG"u8], Severity.Fatal),
        ([.. "EMERGENCY"u8], Severity.Fatal),
        ([.. "PANIC"u8], Severity.Fatal),
    ];

    /// <summary>The severity of one of syslog's numbers, 0 (emergency) to 7 (debug).</summary>
    public static Severity OfSyslog(int number) => number switch
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

    /// <summary>The severity of a name, in any case; none if nobody knows it.</summary>
    public static Severity Parse(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] known, Severity severity) in Names)
        {
            if (known.Length == name.Length && Ascii.EqualsIgnoreCase(known, name))
                return severity;
        }

        return Severity.None;
    }

    /// <summary>
    /// OpenTelemetry's number 1 to 24; none for every other. Python, pino and syslog number otherwise, each in its own way, so
    /// theirs cannot be told.
    /// </summary>
    public static Severity ParseNumber(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out int number, out int read) && read == digits.Length && number is >= 1 and <= (int)Severity.Fatal4
            ? (Severity)number
            : Severity.None;
}
