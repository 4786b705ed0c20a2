using System.Buffers;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Formats;

/// <summary>How LogHog uses the parts of an RFC 5424 line. 32473 is the enterprise number that RFC 5612 keeps for such uses.</summary>
internal static class Rfc5424Names
{
    /// <summary>Facility 1, user-level messages; what an event was filed under elsewhere is not known.</summary>
    public const int UserFacility = 1;

    /// <summary>What of an event has no place in the header.</summary>
    public static ReadOnlySpan<byte> Own => "loghog@32473"u8;

    /// <summary>The event's fields by name.</summary>
    public static ReadOnlySpan<byte> Fields => "fields@32473"u8;

    /// <summary>A field whose name or value does not fit a parameter, as a pair of a standard line's group: <c>field="\"a b\"=1"</c>.</summary>
    public static ReadOnlySpan<byte> Pair => "field"u8;

    // PRINTUSASCII without what a parameter's name may not hold.
    private static readonly SearchValues<byte> InName = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x7e - 0x20).Select(static b => (byte)b).Where(static b => b is not ((byte)'=' or (byte)'"' or (byte)']'))]);

    private static readonly SearchValues<byte> Awkward = SearchValues.Create([.. UnsafeCharacter.LeadBytes, (byte)'\t', (byte)'\\']);

    /// <summary>SD-NAME: 1 to 32 printable characters.</summary>
    public static bool IsName(ReadOnlySpan<byte> text) => text.Length is >= 1 and <= 32 && !text.ContainsAnyExcept(InName);

    /// <summary>A part of the header: printable ASCII, and not the dash that stands for none.</summary>
    public static bool IsHeaderPart(ReadOnlySpan<byte> text, int bytesMax) =>
        text.Length >= 1 && text.Length <= bytesMax && !text.SequenceEqual("-"u8) && !text.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    /// <summary>Whether a parameter can hold the value so that it reads back as the same text, or number, or truth.</summary>
    public static bool IsParameter(in EventField field) => IsName(field.Name.Span) && !field.Name.Span.SequenceEqual(Pair)
        && !field.Value.Span.ContainsAny(Awkward) && FieldPair.KindOf(field.Value.Span) == field.Kind;

    /// <summary>syslog's severity, 0 (emergency) to 7 (debug), by OpenTelemetry's mapping; 6 for none.</summary>
    public static int ToSyslog(Severity severity) => severity switch
    {
        >= Severity.Fatal => 0,
        Severity.Error3 or Severity.Error4 => 1,
        Severity.Error2 => 2,
        Severity.Error => 3,
        >= Severity.Warn => 4,
        >= Severity.Info2 => 5,
        Severity.Info or Severity.None => 6,
        _ => 7,
    };
}
