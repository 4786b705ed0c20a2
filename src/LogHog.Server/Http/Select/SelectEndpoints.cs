using LogHog.Engine;
using LogHog.Engine.Configuration;
using LogHog.Engine.Search;
using LogHog.Server.Http.Intake;

namespace LogHog.Server.Http.Select;

/// <summary><c>/select/logsql/…</c>: questions in LogsQL, with VictoriaLogs' parameters and answers (docs/http-api.md).</summary>
internal sealed class SelectEndpoints
{
    // The longest query, percent-encoded, and room for the other parameters.
    private const int BodyBytesMax = 4 << 20;

    private const string FormType = "application/x-www-form-urlencoded";

    private readonly DaemonView _daemon;
    private readonly SearchRunner _search;
    private readonly BodyReader _bodies;

    private SelectEndpoints(DaemonView daemon, SearchRunner search)
    {
        _daemon = daemon;
        _search = search;
        _bodies = new BodyReader(() => Bounded(daemon.Settings().Limits), new BodyMemory(() => daemon.Settings().Limits.BodyMemoryBytesMax));
    }

    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon, LogEngine engine)
    {
        SelectEndpoints endpoints = new(daemon, engine.Search);
        endpoints.Map(routes, "query", RowsAnswer.WriteAsync);
        endpoints.Map(routes, "tail", call => TailEndpoint.WriteAsync(call, engine));
        endpoints.Map(routes, "hits", HitsAnswer.WriteAsync);
        endpoints.Map(routes, "facets", FacetsAnswer.WriteAsync);
        endpoints.Map(routes, "stats_query", StatsAnswer.WriteVectorAsync);
        endpoints.Map(routes, "stats_query_range", StatsAnswer.WriteMatrixAsync);
        endpoints.Map(routes, "field_names", ValuesAnswer.WriteFieldNamesAsync);
        endpoints.Map(routes, "field_values", ValuesAnswer.WriteFieldValuesAsync);
        endpoints.Map(routes, "streams", call => ValuesAnswer.WriteStreamsAsync(call, "_stream"));
        endpoints.Map(routes, "stream_ids", call => ValuesAnswer.WriteStreamsAsync(call, "_stream_id"));
        endpoints.Map(routes, "stream_field_names", ValuesAnswer.WriteStreamFieldNamesAsync);
        endpoints.Map(routes, "stream_field_values", ValuesAnswer.WriteStreamFieldValuesAsync);
    }

    private static LimitSettings Bounded(LimitSettings limits) => limits with { BodyBytesMax = Math.Min(limits.BodyBytesMax, BodyBytesMax) };

    private void Map(IEndpointRouteBuilder routes, string name, Func<SelectCall, Task> answer) =>
        routes.MapMethods($"/select/logsql/{name}", [HttpMethods.Get, HttpMethods.Post], context => AnswerAsync(context, answer));

    private async Task AnswerAsync(HttpContext context, Func<SelectCall, Task> answer)
    {
        Problem? problem;
        try
        {
            (SelectCall? call, problem) = await ReadAsync(context);
            if (call is not null)
            {
                await answer(call);
                problem = call.Parameters.Problem;
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (!context.Response.HasStarted && Problem.OfRun(failure) is { } why)
        {
            problem = why;
        }

        if (problem is { Status: 0 })
            context.Abort(); // Who asked has left before the end of the question.
        else if (problem is not null)
            await problem.WriteAsync(context);
    }

    private async Task<(SelectCall? Call, Problem? Problem)> ReadAsync(HttpContext context)
    {
        (BodyBuffer? body, Problem? problem) = HttpMethods.IsPost(context.Request.Method) ? await ReadBodyAsync(context) : (null, null);
        if (problem is not null)
            return (null, problem);
        string query = context.Request.QueryString.Value ?? "";
        using (body)
            return await _search.ReadTextAsync(LengthOf(body, query), () => Read(context, body, query), context.RequestAborted);
    }

    /// <summary>When it is decoded: a percent sign stands for a byte with the two behind it; one that does not makes it no shorter than a third.</summary>
    private static int LengthOf(BodyBuffer? body, string query)
    {
        ReadOnlySpan<byte> form = body is null ? [] : body.Written.Span;
        int encoded = form.Length + query.Length;
        return Math.Max(encoded / 3, encoded - (2 * (form.Count((byte)'%') + query.AsSpan().Count('%'))));
    }

    private async Task<(BodyBuffer? Body, Problem? Problem)> ReadBodyAsync(HttpContext context)
    {
        string type = context.Request.ContentType ?? "";
        if (type.Length > 0 && !type.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
            return (null, new Problem(StatusCodes.Status415UnsupportedMediaType, $"the body must be {FormType}"));
        (BodyBuffer? body, BodyFailure? failure) = await _bodies.ReadAsync(context);
        return (body, failure is null ? null : Problem.OfBody(failure));
    }

    private (SelectCall? Call, Problem? Problem) Read(HttpContext context, BodyBuffer? body, string query)
    {
        SelectParameters parameters = SelectParameters.Read(body is null ? [] : body.Written.Span, query);
        if (parameters.Problem is { } unreadable)
            return (null, unreadable);
        SelectCall? call = SelectCall.Read(context, parameters, _search, _daemon.Settings().Limits, out Problem? problem);
        return (call, problem);
    }
}
