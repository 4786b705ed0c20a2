using System.Globalization;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Search;

/// <summary>The span of time that a person gives beside a query.</summary>
public static class SearchTime
{
    private static readonly string[] LocalForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss",
    ];

    /// <summary>
    /// Reads <c>2026-11-20</c>, <c>2026-11-20 15:04</c> (both in local time), <c>today</c>, <c>yesterday</c>, <c>now</c>, <c>1h</c>
    /// (an hour ago), <c>-90s</c>, and what else LogsQL knows as a moment, such as <c>2026-11-20T15:04:05Z</c> and Unix times.
    /// </summary>
    public static bool TryParse(string text, DateTimeOffset now, TimeZoneInfo zone, out long unixNs)
    {
        DateTime today = TimeZoneInfo.ConvertTime(now, zone).Date;
        DateTime? local = text switch
        {
            "today" => today,
            "yesterday" => today.AddDays(-1),
            _ => DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime written) ? written : null,
        };
        if (local is not { } time)
            return TimeText.TryParse(text, UnixNs(now), out unixNs);
        unixNs = UnixNs(new DateTimeOffset(time, zone.GetUtcOffset(time)));
        return true;
    }

    /// <summary>Reads a length of time: <c>1h30m</c>, <c>250ms</c>, or a bare number of seconds, as Prometheus has it.</summary>
    public static bool TryParseDuration(string text, out long ns)
    {
        if (Durations.TryParse(text, out ns))
            return true;
        bool isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal seconds)
            && Math.Abs(seconds) < long.MaxValue / 1_000_000_000;
        ns = isNumber ? (long)(seconds * 1_000_000_000) : 0;
        return isNumber;
    }

    /// <summary>Nanoseconds since 1970.</summary>
    public static long UnixNs(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>The same query for this span only.</summary>
    public static LogsQuery Within(this LogsQuery query, TimeBounds bounds) =>
        bounds == TimeBounds.All ? query : query.WithFilter(TimeFilter.Between(bounds));
}
