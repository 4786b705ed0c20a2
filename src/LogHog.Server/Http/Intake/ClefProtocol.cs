using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols.Clef;
using LogHog.Protocols.Events;

namespace LogHog.Server.Http.Intake;

/// <summary>Seq's intake: events in CLEF, one a line. 201 when they are safe.</summary>
internal sealed class ClefProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Clef, desk)
{
    private const string KeyHeader = "X-Seq-ApiKey";
    private const string KeyParameter = "apiKey";

    public override void Map(IEndpointRouteBuilder routes)
    {
        Route(routes, HttpMethods.Post, "/ingest/clef", context => TakeAsync(context, StoreAsync));
        Route(routes, HttpMethods.Post, "/api/events/raw", context => TakeAsync(context, StoreAsync));
    }

    public override string? FindSecret(HttpRequest request)
    {
        string key = request.Headers[KeyHeader].ToString() is { Length: > 0 } header ? header : request.Query[KeyParameter].ToString();
        return key.Length > 0 ? key : base.FindSecret(request);
    }

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict)
    {
        verdict.SetRetryAfter(context.Response);
        return IntakeAnswer.WriteJson(context, verdict.Status, json => json.WriteString("Error", verdict.Error));
    }

    protected override RecordOptions Names(RecordOptions options) => ClefDecoder.Names(options);

    private async Task StoreAsync(IntakeCall call, BodyBuffer body)
    {
        // Seq's older form is one object, {"Events":[…]}; a client that can send it can send CLEF.
        if (!IsClef(call.Context.Request))
        {
            await AnswerAsync(call.Context, new IntakeVerdict(StatusCodes.Status400BadRequest, "write ?clef behind the path, or Content-Type: application/vnd.serilog.clef: only that format is taken"));
            return;
        }

        IntakeResult result = await call.StoreAsync(body.EndWithLineFeed() ? body.Written : default, new ClefDecoder(call.Options));
        IntakeVerdict verdict = IntakeVerdict.Of(result);
        if (!verdict.IsGood)
        {
            await AnswerAsync(call.Context, verdict);
            return;
        }

        await IntakeAnswer.WriteJson(call.Context, StatusCodes.Status201Created, json =>
        {
            // Null: every level is taken. A client that gets a level leaves out the events below it.
            json.WriteNull("MinimumLevelAccepted");
            if (verdict.Error.Length > 0)
                json.WriteString("Error", verdict.Error);
        });
    }

    private static bool IsClef(HttpRequest request) =>
        request.Path == "/ingest/clef" || request.Query.ContainsKey("clef")
        || request.ContentType?.StartsWith("application/vnd.serilog.clef", StringComparison.OrdinalIgnoreCase) == true;
}
