using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;
using LogHog.Protocols.TextLines;

namespace LogHog.Server.Http.Intake;

/// <summary>
/// <c>POST /insert/jsonline</c>: one JSON object a line. <c>POST /ingest</c>: lines of text, or JSON objects in any form, whatever it looks
/// like. 200 when they are safe (docs/http-api.md).
/// </summary>
internal sealed class PlainProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Plain, desk)
{
    public override void Map(IEndpointRouteBuilder routes)
    {
        Route(routes, HttpMethods.Post, "/insert/jsonline", context => TakeAsync(context, TakeLinesAsync));
        Route(routes, HttpMethods.Post, "/ingest", context => TakeAsync(context, TakeAnythingAsync));
    }

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict) => IntakeAnswer.WriteError(context, verdict);

    /// <summary>The guard's own words: a challenge, and text.</summary>
    public override Task RefuseAsync(HttpContext context, int status, string text) => PlainText.Write(context, status, text + "\n");

    protected override RecordOptions Names(RecordOptions options) => options;

    private static Task TakeLinesAsync(IntakeCall call, BodyBuffer body) =>
        // A blank body still asks the intake: whether the server takes anything is what it wants to know.
        TakeAsync(call, body.EndWithLineFeed() ? body.Written : default, new JsonLinesDecoder(call.Options));

    private static Task TakeAnythingAsync(IntakeCall call, BodyBuffer body)
    {
        bool isOneEvent = call.Context.Request.Query["multiline"] == "1";
        bool isText = isOneEvent || call.Context.Request.ContentType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) == true;
        ReadOnlyMemory<byte> text = body.EndWithLineFeed() ? body.Written : default;
        IEventDecoder decoder = isText ? Text(call.Options, isOneEvent) : PlainBody.FormOf(text) switch
        {
            PlainBodyForm.JsonLines => new JsonLinesDecoder(PlainBody.Names(call.Options)),
            PlainBodyForm.JsonObjects => new JsonObjectsDecoder(PlainBody.Names(call.Options)),
            _ => Text(call.Options, isOneEvent),
        };
        return TakeAsync(call, text, decoder);
    }

    private static TextLinesDecoder Text(RecordOptions options, bool isOneEvent) => new(options, isOneEvent);

    private static async Task TakeAsync(IntakeCall call, ReadOnlyMemory<byte> records, IEventDecoder decoder)
    {
        if (!ClientSequence.TryRead(call.Context.Request, call.Token, out ClientSequence client, out string problem))
            await IntakeAnswer.WriteError(call.Context, new IntakeVerdict(StatusCodes.Status400BadRequest, problem));
        else if (RecordParameters.IsDebug(call.Context.Request))
            await LookAsync(call, decoder, records);
        else
            await IntakeAnswer.Write(call.Context, await call.StoreAsync(records, decoder, client: client));
    }

    private static Task LookAsync(IntakeCall call, IEventDecoder decoder, ReadOnlyMemory<byte> records)
    {
        LogEvent logEvent = new();
        Dictionary<RejectReason, int> rejected = [];
        int good = 0;
        while (!records.IsEmpty)
        {
            DecodeStatus status = decoder.Decode(records, logEvent, out int consumed, out RejectReason reason);
            if (status == DecodeStatus.Event && call.MayWriteApp?.Invoke(logEvent.App) == false)
                reason = RejectReason.SourceNotAllowed;
            if (reason != RejectReason.None)
                rejected[reason] = rejected.GetValueOrDefault(reason) + 1;
            else if (status == DecodeStatus.Event)
                good++;
            records = status is DecodeStatus.Event or DecodeStatus.Rejected ? records[consumed..] : default;
        }

        return IntakeAnswer.WriteDebug(call.Context, good, rejected);
    }
}
