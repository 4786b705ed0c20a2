using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;

namespace LogHog.Engine.Search;

/// <summary>A query with what surrounds it.</summary>
/// <param name="Query">As it was asked.</param>
public sealed record SearchJob(LogsQuery Query)
{
    /// <summary>The request's time range, for the query and its sub-queries (see <see cref="QueryLimits.Time"/>).</summary>
    public TimeBounds Time { get; init; } = TimeBounds.All;

    /// <summary>What every row has to meet that any part of the query reads: sub-queries, joins and contexts too. Null = nothing.</summary>
    public Filter? Condition { get; init; }

    /// <summary>How long it may work; null = <c>[limits] max_query_duration</c>, which is also the most.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The condition that a row is of one of these applications.</summary>
    public static Filter OfApplications(IReadOnlyList<string> apps) => apps.Count == 0
        ? FilterLogic.Not(new AllFilter())
        : LogsQuery.ParseFilter($"app:in({string.Join(',', apps.Select(QuotedText.Quote))})", nowUnixNs: 0);

    /// <summary>Several conditions as one; null = none.</summary>
    public static Filter? All(IReadOnlyList<Filter> conditions) => conditions.Count == 0 ? null : FilterLogic.And(conditions);
}

/// <summary>How a query ended that came to its end.</summary>
/// <param name="Problems">Files that could not be read, and why: the answer lacks what they hold. The first hundred, for people.</param>
public sealed record SearchOutcome(IReadOnlyList<string> Problems);

/// <summary>Why a query got no answer though nothing is wrong with it.</summary>
public enum SearchRefusal
{
    /// <summary>Too many others run; come again.</summary>
    Busy,

    /// <summary>It worked as long as it may.</summary>
    TimedOut,

    /// <summary>Its reader took nothing for too long.</summary>
    ReaderTooSlow,

    /// <summary>The server stops.</summary>
    Stopping,
}

/// <summary>A query that was not run, or not to its end.</summary>
public sealed class SearchRefusedException(SearchRefusal reason, string message) : Exception(message)
{
    public SearchRefusal Reason { get; } = reason;
}
