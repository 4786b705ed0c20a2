using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>OpenTelemetry's short names of the severities, as they stand in a line.</summary>
internal static class SeverityNames
{
    private static readonly byte[][] WithSpace =
    [
        [],
        [.. "TRACE "u8], [.. "TRACE2 "u8], [.. "TRACE3 "u8], [.. "TRACE4 "u8],
        [.. "DEBUG "u8], [.. "DEBUG2 "u8], [.. "DEBUG3 "u8], [.. "DEBUG4 "u8],
        [.. "INFO "u8], [.. "INFO2 "u8], [.. "INFO3 "u8], [.. "INFO4 "u8],
        [.. "WARN "u8], [.. "WARN2 "u8], [.. "WARN3 "u8], [.. "WARN4 "u8],
        [.. "ERROR "u8], [.. "ERROR2 "u8], [.. "ERROR3 "u8], [.. "ERROR4 "u8],
        [.. "FATAL "u8], [.. "FATAL2 "u8], [.. "FATAL3 "u8], [.. "FATAL4 "u8],
    ];

    /// <summary>The name and a space; empty for <see cref="Severity.None"/> and for what is no severity.</summary>
    public static ReadOnlySpan<byte> Prefix(Severity severity) =>
        (uint)severity < (uint)WithSpace.Length ? WithSpace[(int)severity] : default;

    /// <summary>The name alone; empty for <see cref="Severity.None"/> and for what is no severity.</summary>
    public static ReadOnlySpan<byte> Name(Severity severity)
    {
        ReadOnlySpan<byte> prefix = Prefix(severity);
        return prefix.IsEmpty ? prefix : prefix[..^1];
    }

    /// <summary>The severity whose name and a space begin the text, and the length of both; none and 0 otherwise.</summary>
    public static Severity AtStart(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (text.Length < 5)
            return Severity.None;
        Severity first = text[0] switch
        {
            (byte)'T' => Severity.Trace,
            (byte)'D' => Severity.Debug,
            (byte)'I' => Severity.Info,
            (byte)'W' => Severity.Warn,
            (byte)'E' => Severity.Error,
            (byte)'F' => Severity.Fatal,
            _ => Severity.None,
        };
        if (first == Severity.None)
            return Severity.None;
        for (Severity severity = first; severity < first + 4; severity++)
        {
            if (text.StartsWith(WithSpace[(int)severity]))
            {
                length = WithSpace[(int)severity].Length;
                return severity;
            }
        }
        return Severity.None;
    }

    /// <summary>The severity of exactly this short name; none if it is no such name.</summary>
    public static Severity Parse(ReadOnlySpan<byte> name)
    {
        for (int i = 1; i < WithSpace.Length; i++)
        {
            if (name.SequenceEqual(WithSpace[i].AsSpan(0, WithSpace[i].Length - 1)))
                return (Severity)i;
        }
        return Severity.None;
    }
}
