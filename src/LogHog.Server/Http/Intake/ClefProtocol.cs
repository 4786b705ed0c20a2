using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols.Clef;
using LogHog.Protocols.Events;

namespace LogHog.Server.Http.Intake;

/// <summary>Seq's intake: events in CLEF, one a line, or in Seq's older form. 201 when they are safe.</summary>
internal sealed class ClefProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Clef, desk)
{
    private const string KeyHeader = "X-Seq-ApiKey";
    private const string KeyParameter = "apiKey";

    // What seq-logging writes where it was given none.
    private const string NoKey = "null";

    public override void Map(IEndpointRouteBuilder routes)
    {
        Route(routes, HttpMethods.Post, "/ingest/clef", context => TakeAsync(context, StoreAsync));
        Route(routes, HttpMethods.Post, "/api/events/raw", context => TakeAsync(context, StoreAsync));
    }

    public override string? FindSecret(HttpRequest request)
    {
        string key = request.Headers[KeyHeader].ToString() is { Length: > 0 } header ? header : request.Query[KeyParameter].ToString();
        return key is "" or NoKey ? base.FindSecret(request) : key;
    }

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict)
    {
        verdict.SetRetryAfter(context.Response);
        return IntakeAnswer.WriteJson(context, verdict.Status, json => json.WriteString("Error", verdict.Error));
    }

    protected override RecordOptions Names(RecordOptions options) => ClefDecoder.Names(options);

    private async Task StoreAsync(IntakeCall call, BodyBuffer body)
    {
        ReadOnlyMemory<byte> events = body.EndWithLineFeed() ? body.Written : default;
        bool isClef = IsClef(call.Context.Request);
        IntakeResult result = await call.StoreAsync(events, isClef ? new ClefDecoder(call.Options) : new SeqEventsDecoder(call.Options));
        IntakeVerdict verdict = IntakeVerdict.Of(result);
        if (!verdict.IsGood)
        {
            await AnswerAsync(call.Context, isClef ? verdict : verdict with { Error = $"{verdict.Error}; for CLEF write ?clef behind the path, or Content-Type: application/vnd.serilog.clef" });
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
