using LogHog.Engine.Ingest;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.Otlp;

namespace LogHog.Server.Http.Intake;

/// <summary>OpenTelemetry's logs: <c>POST /v1/logs</c> in protobuf or JSON, and the gRPC service. Success when they are safe.</summary>
internal sealed class OtlpProtocol(IntakeDesk desk) : IntakeProtocol(HttpInputTypes.Otlp, desk)
{
    private const string GrpcPath = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    public override void Map(IEndpointRouteBuilder routes)
    {
        Route(routes, HttpMethods.Post, "/v1/logs", context => TakeAsync(context, ExportAsync));
        Route(routes, HttpMethods.Post, GrpcPath, context => TakeAsync(context, ExportGrpcAsync));
    }

    public override Task AnswerAsync(HttpContext context, IntakeVerdict verdict)
    {
        if (GrpcCall.Is(context.Request))
            return GrpcCall.FailAsync(context, verdict);
        verdict.SetRetryAfter(context.Response);
        return OtlpAnswer.WriteErrorAsync(context, verdict);
    }

    protected override RecordOptions Names(RecordOptions options) => OtlpDecoder.Names(options);

    private async Task ExportAsync(IntakeCall call, BodyBuffer body)
    {
        if (!OtlpAnswer.IsJson(call.Context.Request))
        {
            await AnswerAsync(call, await StoreAsync(call, body.Written));
            return;
        }

        using OtlpJson json = new(call.Options);
        RejectReason reason = json.Read(body.Written);
        if (reason == RejectReason.None)
        {
            await AnswerAsync(call, await StoreAsync(call, json.Message));
            return;
        }

        await FailAsync(call, new BodyFailure(StatusCodes.Status400BadRequest, $"the body is no ExportLogsServiceRequest in JSON ({Engine.Diagnostics.MetricNames.Label(reason)})", reason));
    }

    private async Task ExportGrpcAsync(IntakeCall call, BodyBuffer body)
    {
        BodyFailure? failure = GrpcCall.CheckFrame(body.Written.Span, out bool isPacked);
        if (failure is null && !isPacked)
        {
            await AnswerAsync(call, await StoreAsync(call, body.Written[GrpcCall.PrefixBytes..]));
            return;
        }

        ContentCoding coding = CompressedBody.Parse(call.Context.Request.Headers["grpc-encoding"].ToString()) ?? ContentCoding.Identity;
        if (failure is null && coding == ContentCoding.Identity)
            failure = GrpcCall.UnknownCoding;
        BodyBuffer? message = null;
        if (failure is null)
            (message, failure) = Desk.Bodies.Inflate(coding, body, GrpcCall.PrefixBytes);
        if (failure is not null)
        {
            await FailAsync(call, failure);
            return;
        }

        using (message)
            await AnswerAsync(call, await StoreAsync(call, message!.Written));
    }

    private static Task<IntakeResult> StoreAsync(IntakeCall call, ReadOnlyMemory<byte> message) => call.StoreAsync(message, new OtlpDecoder(call.Options));

    /// <summary>A part that was refused is told in a success; a whole that was is an error.</summary>
    private Task AnswerAsync(IntakeCall call, IntakeResult result)
    {
        IntakeVerdict verdict = IntakeVerdict.Of(result);
        if (!verdict.IsGood)
            return AnswerAsync(call.Context, verdict);
        int rejected = result.Rejected.Values.Sum();
        return GrpcCall.Is(call.Context.Request)
            ? GrpcCall.SucceedAsync(call.Context, OtlpAnswer.Response(rejected, verdict.Error))
            : OtlpAnswer.WriteAsync(call.Context, rejected, verdict.Error);
    }
}
