using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.Loki;
using LogHog.Server.Http.Access;

namespace LogHog.Server.Http.Intake;

/// <summary>Loki's push API: JSON, or protobuf packed with snappy. 204 when they are safe.</summary>
internal sealed class LokiProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Loki, desk)
{
    public override void Map(IEndpointRouteBuilder routes)
    {
        Route(routes, HttpMethods.Post, "/loki/api/v1/push", context => TakeAsync(context, PushAsync));
        Route(routes, HttpMethods.Get, "/ready", static context => PlainText.Write(context, StatusCodes.Status200OK, "ready\n"), AccessRequirement.Nothing);
    }

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict)
    {
        verdict.SetRetryAfter(context.Response);
        return PlainText.Write(context, verdict.Status, verdict.Error + "\n");
    }

    protected override RecordOptions Names(RecordOptions options) => LokiNames.Of(options);

    private async Task PushAsync(IntakeCall call, BodyBuffer body)
    {
        if (call.Context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
        {
            await StoreAsync(call, body.Written, new LokiJsonDecoder(call.Options));
            return;
        }

        // Some say that it is packed with snappy, which it always is: then that is done.
        if (CompressedBody.Parse(call.Context.Request.Headers.ContentEncoding.ToString()) == ContentCoding.Snappy)
        {
            await StoreAsync(call, body.Written, new LokiProtobufDecoder(call.Options));
            return;
        }

        (BodyBuffer? message, BodyFailure? failure) = Desk.Bodies.Unsnap(body, skip: 0);
        if (failure is not null)
        {
            await FailAsync(call, failure);
            return;
        }

        using (message)
            await StoreAsync(call, message!.Written, new LokiProtobufDecoder(call.Options));
    }

    private async Task StoreAsync(IntakeCall call, ReadOnlyMemory<byte> body, IEventDecoder decoder)
    {
        IntakeResult result = await call.StoreAsync(body, decoder);
        IntakeVerdict verdict = IntakeVerdict.Of(result);
        // As with Loki: what is good is stored, and an error tells that something was not.
        if (verdict.IsGood && result.Rejected.Count > 0)
            verdict = verdict with { Status = StatusCodes.Status400BadRequest };
        if (verdict.IsGood)
            call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await AnswerAsync(call.Context, verdict);
    }
}
