using LogHog.Protocols.Events;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>Python's levels as severities.</summary>
internal static class LogRecordLevel
{
    /// <summary>Each level of the standard library begins a range: 25 is an INFO, 35 a WARNING. Below 10 is TRACE, 0 (NOTSET) none.</summary>
    public static Severity Severity(long number) => number switch
    {
        >= 50 => Events.Severity.Fatal,
        >= 40 => Events.Severity.Error,
        >= 30 => Events.Severity.Warn,
        >= 20 => Events.Severity.Info,
        >= 10 => Events.Severity.Debug,
        > 0 => Events.Severity.Trace,
        _ => Events.Severity.None,
    };

    /// <summary>Is it a level of the standard library under its own name, so that the severity says all?</summary>
    public static bool IsStandard(long number, ReadOnlySpan<byte> name) => number switch
    {
        50 => name.SequenceEqual("CRITICAL"u8),
        40 => name.SequenceEqual("ERROR"u8),
        30 => name.SequenceEqual("WARNING"u8),
        20 => name.SequenceEqual("INFO"u8),
        10 => name.SequenceEqual("DEBUG"u8),
        0 => name.SequenceEqual("NOTSET"u8),
        _ => false,
    };
}
