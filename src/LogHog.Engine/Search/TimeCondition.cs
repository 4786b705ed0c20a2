using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Search;

/// <summary>A condition on the time alone.</summary>
internal sealed class TimeCondition(Filter filter) : ChunkCondition
{
    private readonly TimeBounds? _bounds = filter is TimeFilter ? filter.Time : null;
    private readonly TimeRow _row = new();

    public override void Decide(ChunkColumns columns, EventVerdicts verdicts)
    {
        verdicts.Begin(columns.Count, holds: false, mayHold: false);
        if (_bounds is { } bounds && columns.IsWithin(bounds) is { } all)
        {
            verdicts.Begin(columns.Count, all, all);
            return;
        }

        ReadOnlySpan<long> times = columns.Times();
        Span<ulong> holds = verdicts.Holds;
        for (int i = 0; i < times.Length; i++)
        {
            if (_bounds?.Contains(times[i]) ?? Matches(times[i]))
                holds[i >> 6] |= 1UL << i;
        }

        holds.CopyTo(verdicts.MayHold);
    }

    private bool Matches(long unixNs)
    {
        _row.UnixNs = unixNs;
        return filter.Matches(_row);
    }

    private sealed class TimeRow : IRow
    {
        public long UnixNs { get; set; }

        public ReadOnlySpan<byte> Get(string field) => default;

        public bool TryGetTime(out long unixNs)
        {
            unixNs = UnixNs;
            return true;
        }
    }
}
