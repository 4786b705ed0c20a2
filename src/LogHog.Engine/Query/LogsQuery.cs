using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Pipes;

namespace LogHog.Engine.Query;

/// <summary>A parsed query: a filter, and pipes for what it finds. Immutable; <see cref="ToString"/> gives its canonical form.</summary>
public sealed class LogsQuery
{
    internal LogsQuery(QueryOptions options, Filter filter, IReadOnlyList<Pipe> pipes, long nowUnixNs)
    {
        Options = options;
        Filter = filter;
        Pipes = pipes;
        NowUnixNs = nowUnixNs;
    }

    public QueryOptions Options { get; }

    public Filter Filter { get; }

    public IReadOnlyList<Pipe> Pipes { get; }

    /// <summary>The moment that <c>now</c> in this query stands for.</summary>
    public long NowUnixNs { get; }

    /// <summary>Reads a query.</summary>
    /// <param name="text">LogsQL, see docs/query.md.</param>
    /// <param name="nowUnixNs">What <c>now</c> and <c>_time:5m</c> are relative to; nanoseconds since 1970.</param>
    /// <exception cref="LogsQlException">The text is not LogsQL.</exception>
    public static LogsQuery Parse(string text, long nowUnixNs)
    {
        var reader = new TokenReader(text, nowUnixNs);
        LogsQuery query = QueryParser.Parse(reader);
        if (!reader.AtEnd)
        {
            throw reader.Unexpected("the end of the query or '|'");
        }

        return query;
    }

    /// <summary>As <see cref="Parse"/>, for a place where only a filter makes sense, such as an alert's condition.</summary>
    public static Filter ParseFilter(string text, long nowUnixNs)
    {
        LogsQuery query = Parse(text, nowUnixNs);
        return query.Pipes.Count == 0 ? query.Filter : throw new LogsQlException("a filter without pipes is wanted here");
    }

    /// <summary>The same query with one more condition, such as a token's application or the request's time range.</summary>
    public LogsQuery WithFilter(Filter condition) => new(Options, FilterLogic.And([condition, Filter]), Pipes, NowUnixNs);

    /// <summary>The same query with further pipes at its end.</summary>
    public LogsQuery WithPipes(IEnumerable<Pipe> pipes) => new(Options, Filter, [.. Pipes, .. pipes], NowUnixNs);

    /// <summary>The same query with its filters, also those of its pipes, changed.</summary>
    internal LogsQuery Map(Func<Filter, Filter> map) => new(Options, map(Filter), [.. Pipes.Select(pipe => pipe.MapFilters(map))], NowUnixNs);

    /// <summary>Its filter alone.</summary>
    internal LogsQuery WithoutPipes() => new(Options, Filter, [], NowUnixNs);

    public override string ToString()
    {
        string options = Options.ToString();
        string text = options.Length == 0 ? Filter.ToString() : $"{options} {Filter}";
        return Pipes.Count == 0 ? text : $"{text} | {string.Join(" | ", Pipes)}";
    }
}
