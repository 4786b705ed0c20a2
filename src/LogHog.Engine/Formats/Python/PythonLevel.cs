using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats.Python;

/// <summary>
/// Python's levels of OpenTelemetry's severities. Python has no level below DEBUG; 5 is what is commonly added as TRACE. A record of Python's own
/// brings its level along, so this is for everybody else's.
/// </summary>
internal static class PythonLevel
{
    public static ReadOnlySpan<byte> Name(Severity severity) => severity switch
    {
        >= Severity.Trace and <= Severity.Trace4 => "TRACE"u8,
        >= Severity.Debug and <= Severity.Debug4 => "DEBUG"u8,
        >= Severity.Info and <= Severity.Info4 => "INFO"u8,
        >= Severity.Warn and <= Severity.Warn4 => "WARNING"u8,
        >= Severity.Error and <= Severity.Error4 => "ERROR"u8,
        >= Severity.Fatal and <= Severity.Fatal4 => "CRITICAL"u8,
        _ => "NOTSET"u8,
    };

    /// <summary>The level's number in decimal digits.</summary>
    public static ReadOnlySpan<byte> Number(Severity severity) => severity switch
    {
        >= Severity.Trace and <= Severity.Trace4 => "5"u8,
        >= Severity.Debug and <= Severity.Debug4 => "10"u8,
        >= Severity.Info and <= Severity.Info4 => "20"u8,
        >= Severity.Warn and <= Severity.Warn4 => "30"u8,
        >= Severity.Error and <= Severity.Error4 => "40"u8,
        >= Severity.Fatal and <= Severity.Fatal4 => "50"u8,
        _ => "0"u8,
    };
}
