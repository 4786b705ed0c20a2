using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>_time:week_range[Mon, Fri]</c>: days of the week, in UTC plus an offset.</summary>
internal sealed class WeekRangeFilter(DayOfWeek from, DayOfWeek to, long offsetNs, string written) : Filter
{
    public override IEnumerable<string> Fields => ["_time"];

    public override bool Matches(IRow row)
    {
        if (!row.TryGetTime(out long unixNs))
        {
            return false;
        }

        long day = (long)Math.Floor((unixNs + offsetNs) / (double)Timestamps.DayNs);
        var weekday = (DayOfWeek)((((day + 4) % 7) + 7) % 7);
        return from <= to ? weekday >= from && weekday <= to : weekday >= from || weekday <= to;
    }

    public override string ToString() => $"_time:week_range{written}";
}
