using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>
/// Names in a CLEF object. CLEF doubles the <c>@</c> with which a field's name begins; a field that is named like one of
/// LogHog's own members (or like such a name with underscores before it) gets one underscore more.
/// </summary>
internal static class ClefNames
{
    /// <summary>
    /// The value of <c>@l</c>: Serilog's name where it has one, OpenTelemetry's short name between them; empty for no severity.
    /// </summary>
    public static ReadOnlySpan<byte> Level(Severity severity) => severity switch
    {
        Severity.Trace => "Verbose"u8,
        Severity.Debug => "Debug"u8,
        Severity.Info => "Information"u8,
        Severity.Warn => "Warning"u8,
        Severity.Error => "Error"u8,
        Severity.Fatal => "Fatal"u8,
        _ => SeverityNames.Name(severity),
    };

    /// <summary>The severity of such a value; none if it is unknown.</summary>
    public static Severity ParseLevel(ReadOnlySpan<byte> level)
    {
        for (Severity severity = Severity.Trace; severity <= Severity.Fatal; severity += 4)
        {
            if (level.SequenceEqual(Level(severity)))
                return severity;
        }
        return SeverityNames.Parse(level);
    }

    /// <summary>What stands before the name of a field, so that it is told apart from a member with a meaning.</summary>
    public static ReadOnlySpan<byte> FieldPrefix(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("@"u8))
            return "@"u8;
        return IsOwn(name.TrimStart((byte)'_')) ? "_"u8 : default;
    }

    /// <summary>The bytes that <see cref="FieldPrefix"/> put before the name.</summary>
    public static int PrefixLength(ReadOnlySpan<byte> written)
    {
        if (written.StartsWith("@@"u8))
            return 1;
        return written.StartsWith("_"u8) && IsOwn(written.TrimStart((byte)'_')) ? 1 : 0;
    }

    private static bool IsOwn(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual("app"u8),
        4 => name.SequenceEqual("host"u8),
        6 => name.SequenceEqual("module"u8),
        8 => name.SequenceEqual("received"u8),
        _ => false,
    };
}
