using System.Globalization;

namespace LogHog.Engine.Configuration.Values;

/// <summary>
/// A span of time with its unit: <c>200ms</c>, <c>30s</c>, <c>5m</c>, <c>12h</c>, <c>90d</c>, <c>4w</c>, <c>2y</c> (365 days).
/// A bare number is refused: the ancestor's tools count in seconds, logrotate's <c>maxage</c> in days.
/// </summary>
internal static class DurationText
{
    // Longer than any archive's life, and far from TimeSpan's own bound, so that now - time is always a date.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365 * 200);

    private static readonly (string Unit, TimeSpan One)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
        ("w", TimeSpan.FromDays(7)),
        ("y", TimeSpan.FromDays(365)),
    ];

    public static Parsed<TimeSpan> Parse(string text, string folder)
    {
        foreach ((string unit, TimeSpan one) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
                continue;
            ReadOnlySpan<char> digits = text.AsSpan()[..^unit.Length].TrimEnd(' ');
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                continue;
            if (count <= Longest / one)
                return Parsed<TimeSpan>.Good(count * one);
            return Parsed<TimeSpan>.NotOneOf(text, "at most 200y");
        }

        return Parsed<TimeSpan>.NotOneOf(text, "a whole number with its unit: 200ms, 30s, 5m, 12h, 90d, 4w or 2y");
    }

    /// <summary>In the largest unit that is exact.</summary>
    public static string Format(TimeSpan time)
    {
        foreach ((string unit, TimeSpan one) in Units.Reverse())
        {
            if (time >= one && time.Ticks % one.Ticks == 0)
                return (time.Ticks / one.Ticks).ToString(CultureInfo.InvariantCulture) + unit;
        }

        return "0s";
    }
}
