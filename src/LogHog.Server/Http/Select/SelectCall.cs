using LogHog.Engine.Access;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Select;

/// <summary>A question: its query, its time range, what the asker may see.</summary>
internal sealed class SelectCall
{
    private readonly SearchRunner _search;
    private readonly LimitSettings _limits;
    private readonly SearchJob _job;

    private SelectCall(HttpContext context, SelectParameters parameters, SearchRunner search, LimitSettings limits, SearchJob job)
    {
        Context = context;
        Parameters = parameters;
        _search = search;
        _limits = limits;
        _job = job;
    }

    public HttpContext Context { get; }

    public SelectParameters Parameters { get; }

    /// <summary>As asked, or without its pipes where <c>ignore_pipes</c> says so.</summary>
    public LogsQuery Query => _job.Query;

    /// <summary>The moment that the answer is for: <c>time</c>, else <c>end</c>, else now.</summary>
    public long MomentUnixNs { get; private init; }

    /// <summary>The request's own time range.</summary>
    public TimeBounds Time => _job.Time;

    /// <summary>What every row has to meet: the token's applications, and the filters of who stands between. Null = nothing.</summary>
    public Filter? RowCondition => _job.Condition;

    public long StartTimestamp { get; } = TimeProvider.System.GetTimestamp();

    /// <summary>Reads what every endpoint knows; <paramref name="problem"/> tells why there is none.</summary>
    public static SelectCall? Read(
        HttpContext context, SelectParameters parameters, SearchRunner search, LimitSettings limits, out Problem? problem)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        long? start = parameters.Moment("start", now);
        long? end = parameters.Moment("end", now);
        long moment = parameters.Moment("time", now) ?? end ?? SearchTime.UnixNs(now);
        long? timeout = parameters.Duration("timeout");
        if (timeout <= 0)
            parameters.Refuse("timeout", "must be more than 0");
        bool ignoresPipes = parameters.Switch("ignore_pipes");
        string text = parameters.Text("query");
        if (text.Length == 0)
            parameters.Refuse("query", "is missing; '*' asks for everything");
        problem = parameters.Problem;
        if (problem is not null || Parse(text, moment - 1, out problem) is not { } query)
            return null;
        // The end is the first moment that is not asked for any more, also in "_time:1d" of the query.
        SearchJob job = new(ignoresPipes ? query.WithoutPipes() : query)
        {
            Time = new TimeBounds(start ?? long.MinValue, end - 1 ?? long.MaxValue),
            Timeout = timeout is { } ns ? TimeSpan.FromTicks(Math.Max(1, ns / TimeSpan.NanosecondsPerTick)) : null,
            Condition = Condition(context, parameters, moment - 1, out problem),
        };
        return problem is null ? new SelectCall(context, parameters, search, limits, job) { MomentUnixNs = moment } : null;
    }

    /// <summary>The query at another moment, within the request's time range: what is relative to now moves on.</summary>
    public LogsQuery QueryAt(long nowUnixNs)
    {
        LogsQuery query = LogsQuery.Parse(Parameters.Text("query"), nowUnixNs);
        return (Parameters.Switch("ignore_pipes") ? query.WithoutPipes() : query).Within(Time);
    }

    /// <summary>Runs a query made from <see cref="Query"/>.</summary>
    public Task<SearchOutcome> RunAsync(LogsQuery query, IPipeProcessor receiver) =>
        _search.RunAsync(_job with { Query = query }, receiver, Context.RequestAborted);

    /// <summary>Runs a query whose answer is small.</summary>
    public async Task<(IReadOnlyList<Row> Rows, SearchOutcome Outcome)> RowsAsync(LogsQuery query)
    {
        RowList rows = new(_limits.QueryMemoryBytesMax);
        SearchOutcome outcome = await RunAsync(query, rows);
        return (rows.Rows, outcome);
    }

    private static LogsQuery? Parse(string text, long nowUnixNs, out Problem? problem)
    {
        problem = null;
        try
        {
            return LogsQuery.Parse(text, nowUnixNs);
        }
        catch (LogsQlException error)
        {
            problem = Problem.OfText("query", text, error);
            return null;
        }
    }

    /// <summary>What holds for every row that any part of the query reads: the token's applications, and the filters of who stands between.</summary>
    private static Filter? Condition(HttpContext context, SelectParameters parameters, long nowUnixNs, out Problem? problem)
    {
        problem = null;
        List<Filter> conditions = [];
        if (context.Features.Get<AccessToken>()?.Apps is { } apps)
            conditions.Add(SearchJob.OfApplications(apps));
        foreach (string name in new[] { "extra_filters", "extra_stream_filters" })
        {
            foreach (string text in parameters.All(name))
            {
                try
                {
                    conditions.Add(ExtraFilter.Parse(text, name == "extra_stream_filters", nowUnixNs));
                }
                catch (LogsQlException error)
                {
                    problem ??= Problem.OfText(name, text, error);
                }
            }
        }

        return SearchJob.All(conditions);
    }
}
