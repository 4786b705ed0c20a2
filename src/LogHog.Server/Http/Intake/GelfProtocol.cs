using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols.Events;
using LogHog.Protocols.Gelf;

namespace LogHog.Server.Http.Intake;

/// <summary>Graylog's GELF: <c>POST /gelf</c>, one message a request. 202 when it is safe.</summary>
internal sealed class GelfProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Gelf, desk)
{
    public override void Map(IEndpointRouteBuilder routes) => Route(routes, HttpMethods.Post, "/gelf", context => TakeAsync(context, StoreAsync));

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict) => IntakeAnswer.WriteError(context, verdict);

    protected override RecordOptions Names(RecordOptions options) => GelfHttpDecoder.Names(options);

    private async Task StoreAsync(IntakeCall call, BodyBuffer body)
    {
        IntakeVerdict verdict = body.EndWithLineFeed()
            ? IntakeVerdict.Of(await call.StoreAsync(body.Written, new GelfHttpDecoder(call.Options)))
            : new IntakeVerdict(StatusCodes.Status400BadRequest, "there is no message in it");
        if (verdict.IsGood)
            call.Context.Response.StatusCode = StatusCodes.Status202Accepted;
        else
            await AnswerAsync(call.Context, verdict);
    }
}
