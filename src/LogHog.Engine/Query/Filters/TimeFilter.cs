namespace LogHog.Engine.Query.Filters;

/// <summary><c>_time:…</c>: when it happened.</summary>
public sealed class TimeFilter : Filter
{
    private readonly string _written;

    internal TimeFilter(TimeBounds time, string written)
    {
        Time = time;
        _written = written;
    }

    /// <summary>A filter for a span of time, both ends included.</summary>
    public static TimeFilter Between(TimeBounds time) =>
        new(time, $"[{Values.Timestamps.Format(time.FromUnixNs)},{Values.Timestamps.Format(time.ToUnixNs)}]");

    public override TimeBounds Time { get; }

    public override IEnumerable<string> Fields => ["_time"];

    public override bool Matches(IRow row) => row.TryGetTime(out long unixNs) && Time.Contains(unixNs);

    public override string ToString() => $"_time:{_written}";
}
