using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Filters;

/// <summary><c>_time:day_range[08:00, 18:00)</c>: a time of the day, in UTC plus an offset.</summary>
internal sealed class DayRangeFilter(long fromNs, long toNs, long offsetNs, string written) : Filter
{
    public override IEnumerable<string> Fields => ["_time"];

    public override bool Matches(IRow row)
    {
        if (!row.TryGetTime(out long unixNs))
        {
            return false;
        }

        long ofDay = (((unixNs + offsetNs) % Timestamps.DayNs) + Timestamps.DayNs) % Timestamps.DayNs;
        return ofDay >= fromNs && ofDay <= toNs;
    }

    public override string ToString() => $"_time:day_range{written}";
}
