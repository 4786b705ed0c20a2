using System.Globalization;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Names of time zones, as in the IANA database.</summary>
internal static class ZoneText
{
    public static readonly ValueKind<TimeZoneInfo?> Kind = new("time zone, or empty", static (text, _) =>
        text.Length == 0 ? Parsed<TimeZoneInfo?>.Good(null)
        : TimeZoneInfo.TryFindSystemTimeZoneById(text, out TimeZoneInfo? zone) ? Parsed<TimeZoneInfo?>.Good(zone)
        : Parsed<TimeZoneInfo?>.NotOneOf(text, "a name such as Europe/Berlin or UTC (is the package tzdata installed?)"));

    /// <summary>Also an offset, of devices that know no zones.</summary>
    public static readonly ValueKind<TimeZoneInfo?> OffsetKind = new(Kind.Name, static (text, folder) =>
        text is ['+' or '-', ..]
            ? TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out TimeSpan offset) && offset.TotalHours <= 14
                ? Parsed<TimeZoneInfo?>.Good(TimeZoneInfo.CreateCustomTimeZone(text, text[0] == '-' ? -offset : offset, text, text))
                : Parsed<TimeZoneInfo?>.NotOneOf(text, "an offset such as +02:00, up to 14:00")
            : Kind.Parse(text, folder));
}
