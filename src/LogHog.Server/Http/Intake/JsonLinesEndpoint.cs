using System.Net;
using LogHog.Engine.Access;
using LogHog.Engine.Ingest;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.JsonLines;
using LogHog.Server.Http.Access;

namespace LogHog.Server.Http.Intake;

/// <summary><c>POST /insert/jsonline</c>: one JSON object a line; 200 when they are safe (docs/http-api.md).</summary>
internal sealed class JsonLinesEndpoint
{
    // Of events of nobody in particular.
    private const string AnonymousApp = "http";

    private readonly AcknowledgedIntake _intake;
    private readonly DaemonView _daemon;
    private readonly BodyReader _bodies;

    private JsonLinesEndpoint(AcknowledgedIntake intake, DaemonView daemon)
    {
        _intake = intake;
        _daemon = daemon;
        BodyMemory memory = new(() => daemon.Settings().Limits.BodyMemoryBytesMax);
        _bodies = new BodyReader(() => daemon.Settings().Limits, memory);
    }

    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon, AcknowledgedIntake intake) =>
        routes.MapPost("/insert/jsonline", new JsonLinesEndpoint(intake, daemon).TakeAsync)
            .WithMetadata(new AccessMetadata(AccessRequirement.Ingest));

    private async Task TakeAsync(HttpContext context)
    {
        AccessToken? token = context.Features.Get<AccessToken>();
        JsonLinesOptions? options = JsonLinesParameters.Read(
            context.Request, DefaultApp(token), UnixNs(TimeProvider.System.GetUtcNow()), _daemon.Settings().Limits, out string problem);
        if (options is null || !ClientSequence.TryRead(context.Request, token, out ClientSequence client, out problem))
        {
            await IntakeAnswer.WriteError(context, StatusCodes.Status400BadRequest, problem);
            return;
        }

        (BodyBuffer? body, BodyFailure? failure) = await _bodies.ReadAsync(context);
        if (failure is not null)
        {
            await Refuse(context, failure);
            return;
        }

        using (body)
        {
            // A blank body still asks the intake: whether the server takes anything is what it wants to know.
            ReadOnlyMemory<byte> lines = body!.EndWithLineFeed() ? body.Written : default;
            JsonLinesDecoder decoder = new(options);
            Func<ReadOnlyMemory<byte>, bool>? mayWrite = token?.Apps is null ? null : app => token.HoldsFor(app.Span);
            if (JsonLinesParameters.IsDebug(context.Request))
                await LookAsync(context, decoder, lines, mayWrite);
            else
                await StoreAsync(context, new IntakeRequest(Peer(context), lines, decoder, mayWrite) { Client = client.Client, Sequence = client.Sequence });
        }
    }

    private async Task StoreAsync(HttpContext context, IntakeRequest request)
    {
        IntakeResult result;
        try
        {
            // Not to be ended by a sender who leaves: its body is in use until the answer.
            result = await _intake.TakeAsync(request, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            result = new IntakeResult(IntakeStatus.Unavailable, 0, new Dictionary<RejectReason, int>());
        }

        await IntakeAnswer.Write(context, result);
    }

    private static Task LookAsync(
        HttpContext context, JsonLinesDecoder decoder, ReadOnlyMemory<byte> lines, Func<ReadOnlyMemory<byte>, bool>? mayWrite)
    {
        LogEvent logEvent = new();
        Dictionary<RejectReason, int> rejected = [];
        int good = 0;
        while (!lines.IsEmpty)
        {
            if (decoder.Decode(lines, logEvent, out int consumed, out RejectReason reason) == DecodeStatus.Event
                && mayWrite?.Invoke(logEvent.App) == false)
                reason = RejectReason.SourceNotAllowed;
            if (reason == RejectReason.None)
                good++;
            else
                rejected[reason] = rejected.GetValueOrDefault(reason) + 1;
            lines = lines[consumed..];
        }

        return IntakeAnswer.WriteDebug(context, good, rejected);
    }

    private Task Refuse(HttpContext context, BodyFailure failure)
    {
        if (failure.Reason != RejectReason.None)
            _intake.Refuse(Peer(context), failure.Reason);
        if (failure.StatusCode != 0)
            return IntakeAnswer.WriteError(context, failure.StatusCode, failure.Error);
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>A token for one application speaks for it; else the token's name tells where the events came from.</summary>
    private static string DefaultApp(AccessToken? token) => token switch
    {
        null => AnonymousApp,
        { Apps: [var only] } => only,
        _ => token.Name,
    };

    private static IPAddress Peer(HttpContext context)
    {
        IPAddress peer = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
    }

    private static long UnixNs(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * TimeSpan.NanosecondsPerTick;
}
