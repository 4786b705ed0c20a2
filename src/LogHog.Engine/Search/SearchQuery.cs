using LogHog.Engine.Formats.Python;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Search;

/// <summary>What all workers of a search share.</summary>
/// <param name="requirements">What is searched for.</param>
/// <param name="receiver">Where rows go.</param>
/// <param name="zone">Of times that name none.</param>
/// <param name="cancellation">Set when the caller left.</param>
internal sealed class SearchQuery(QueryRequirements requirements, SearchReceiver receiver, TimeZoneInfo zone, CancellationToken cancellation)
{
    public SearchReceiver Receiver { get; } = receiver;

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The Python formats of the folder's files; null = none are known.</summary>
    public FolderFormats? Formats { get; init; }

    public CancellationToken Cancellation { get; } = cancellation;

    public Filter Filter { get; } = requirements.Filter;

    public TimeBounds Time { get; } = requirements.Time;

    public WordCondition Words { get; } = requirements.Words;

    /// <summary>The fields that rows have to have: those of the filter only if somebody else reads them, too.</summary>
    public NeededFields RowFields { get; } = requirements.RowFields;

    /// <summary>Whether equal rows may go as one.</summary>
    public bool AllowsWeights { get; } = requirements.AllowsWeights && requirements.RowsMax is null;

    public TimeStep? TimeStep { get; } = requirements.TimeStep;

    /// <summary>When only the newest or the oldest rows are wanted, which; else null.</summary>
    public WantedTimes? Wanted { get; } =
        requirements.Newest is > 0 and <= WantedTimes.CountMax ? new WantedTimes((int)requirements.Newest, areNewest: true)
        : requirements.Oldest is > 0 and <= WantedTimes.CountMax ? new WantedTimes((int)requirements.Oldest, areNewest: false)
        : null;
}
