namespace LogHog.Engine.Query;

/// <summary>What pipes of one running query share.</summary>
/// <param name="Budget">Memory.</param>
/// <param name="Time">The time range of the query, for rates; both ends may be open.</param>
/// <param name="Source">Where rows come from, for sub-queries and contexts.</param>
/// <param name="RunSubQuery">Runs a sub-query to its end within the same limits.</param>
/// <param name="Cancellation">Set when the caller left.</param>
internal sealed record PipeContext(
    MemoryBudget Budget, TimeBounds Time, IRowSource Source, Action<LogsQuery, IPipeProcessor> RunSubQuery, CancellationToken Cancellation);
