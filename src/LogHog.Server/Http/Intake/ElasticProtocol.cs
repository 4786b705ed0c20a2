using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using LogHog.Protocols.Elastic;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;

namespace LogHog.Server.Http.Intake;

/// <summary>
/// What shippers want of Elasticsearch: bulk requests, single documents, and the answers that they ask for before they send. At the root of an
/// address of its own, else below <see cref="IntakePaths.Elastic"/>.
/// </summary>
internal sealed class ElasticProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Elastic, desk)
{
    private const string Scheme = "ApiKey ";
    private const string Root = IntakePaths.Elastic;

    public override void Map(IEndpointRouteBuilder routes)
    {
        foreach (string method in new[] { HttpMethods.Post, HttpMethods.Put })
        {
            Route(routes, method, $"{Root}/_bulk", context => Take(context, BulkAsync));
            Route(routes, method, $"{Root}/{{index}}/_bulk", context => Take(context, BulkAsync));
            Route(routes, method, $"{Root}/{{index}}/_doc/{{id?}}", context => Take(context, StoreOneAsync));
            Route(routes, method, $"{Root}/{{index}}/_create/{{id}}", context => Take(context, StoreOneAsync));
        }

        foreach (string method in new[] { HttpMethods.Get, HttpMethods.Head, HttpMethods.Put, HttpMethods.Post })
            Route(routes, method, $"{Root}/{{**path}}", TellAsync);
    }

    /// <summary>The second half of an API key is the token.</summary>
    public override string? FindSecret(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? Password(authorization[Scheme.Length..]) : base.FindSecret(request);
    }

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict)
    {
        verdict.SetRetryAfter(context.Response);
        return ElasticAnswer.WriteError(context, verdict.Status, ElasticAnswer.TypeOf(verdict.Status), verdict.Error);
    }

    protected override RecordOptions Names(RecordOptions options) => BulkDecoder.Names(options);

    private Task Take(HttpContext context, Func<IntakeCall, BodyBuffer, Task> take)
    {
        ElasticAnswer.Mark(context);
        return TakeAsync(context, take);
    }

    private async Task BulkAsync(IntakeCall call, BodyBuffer body)
    {
        BulkDecoder decoder = new(call.Options);
        List<RejectReason> outcomes = [];
        IntakeResult result = await call.StoreAsync(body.EndWithLineFeed() ? body.Written : default, decoder, outcomes);
        if (result.Status != IntakeStatus.Stored)
            await AnswerAsync(call.Context, IntakeVerdict.Of(result));
        else if (outcomes.Count == 0)
            await AnswerAsync(call.Context, new IntakeVerdict(StatusCodes.Status400BadRequest, "request body is required"));
        else if (outcomes.Count > decoder.Items.Count)
            await AnswerAsync(call.Context, new IntakeVerdict(StatusCodes.Status400BadRequest, $"action or document {outcomes.Count} is not complete or malformed; those before it were taken"));
        else
            await ElasticAnswer.WriteBulk(call.Context, decoder.Items, outcomes);
    }

    private async Task StoreOneAsync(IntakeCall call, BodyBuffer body)
    {
        IntakeResult result = await call.StoreAsync(body.EndWithLineFeed() ? body.Written : default, new JsonObjectsDecoder(call.Options));
        IntakeVerdict verdict = IntakeVerdict.Of(result);
        if (verdict.IsGood && result.Accepted != 1)
            verdict = new IntakeVerdict(StatusCodes.Status400BadRequest, "the body is one document");
        if (verdict.IsGood)
            await ElasticAnswer.WriteOne(call.Context);
        else
            await AnswerAsync(call.Context, verdict);
    }

    private static Task TellAsync(HttpContext context)
    {
        ElasticAnswer.Mark(context);
        return ElasticCluster.TellAsync(context, context.GetRouteValue("path") as string ?? "");
    }
}
