using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Search;

/// <summary>
/// The rows of a source that meet a condition, and no others, whoever reads: the query, its sub-queries, what it joins, the
/// neighbours that it looks up. So a token's applications hold where rows come from, and no pipe can undo it.
/// </summary>
internal sealed class ConditionedSource(IRowSource source, Filter condition) : IRowSource
{
    public void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation) =>
        source.Scan(requirements.With(condition), receiver, cancellation);
}
