using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Server.Http.Select;

/// <summary>
/// <c>query</c>: rows as JSON lines, each sent when it is found. With <c>limit</c> the newest so many, after <c>offset</c> newer ones.
/// Trailers tell what could not be read, and why the rows end where they do.
/// </summary>
internal static class RowsAnswer
{
    private const int ProblemsToldMax = 10;

    private const string TrailerNames = "LogHog-Problems, LogHog-Problem, LogHog-Error";

    public static async Task WriteAsync(SelectCall call)
    {
        long limit = call.Parameters.Count("limit") ?? 0;
        long offset = call.Parameters.Count("offset") ?? 0;
        if (call.Parameters.Problem is not null)
            return;
        LogsQuery query = limit > 0 ? call.Query.Limited(limit, offset) : call.Query;
        RowStream rows = new(new RowJson().Write);
        Task<SearchOutcome> run = call.RunAsync(query, rows);
        HttpContext context = call.Context;
        TrailedBody body = new(context, TrailerNames);
        bool anyRows = await rows.Chunks.WaitToReadAsync(context.RequestAborted);
        if (!anyRows)
            await run; // What went wrong before the first row is told with a status.
        JsonAnswer.SetHeaders(call, "application/stream+json");
        try
        {
            await foreach (byte[] chunk in rows.Chunks.ReadAllAsync(context.RequestAborted))
                await body.WriteAsync(chunk);
            SearchOutcome outcome = await run;
            await body.EndAsync(Trailers(outcome.Problems));
        }
        catch (Exception failure) when (Problem.OfRun(failure) is { } why)
        {
            await body.FailAsync([("LogHog-Error", why.Detail)]);
        }
    }

    private static IEnumerable<(string Name, string Value)> Trailers(IReadOnlyList<string> problems) =>
    [
        ("LogHog-Problems", JsonAnswer.Text(problems.Count)),
        .. problems.Take(ProblemsToldMax).Select(static problem => ("LogHog-Problem", problem)),
    ];
}
