namespace LogHog.Engine.Configuration.Values;

/// <summary>Names of time zones, as in the IANA database.</summary>
internal static class ZoneText
{
    public static readonly ValueKind<TimeZoneInfo?> Kind = new("time zone, or empty", static (text, _) =>
        text.Length == 0 ? Parsed<TimeZoneInfo?>.Good(null)
        : TimeZoneInfo.TryFindSystemTimeZoneById(text, out TimeZoneInfo? zone) ? Parsed<TimeZoneInfo?>.Good(zone)
        : Parsed<TimeZoneInfo?>.NotOneOf(text, "a name such as Europe/Berlin or UTC (is the package tzdata installed?)"));
}
