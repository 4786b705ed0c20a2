using System.Globalization;
using LogHog.Engine.Bot;
using LogHog.Engine.Bot.Relay;
using LogHog.Engine.Bot.Webhooks;
using LogHog.Server.Http.Access;
using LogHog.Server.Http.Intake;

namespace LogHog.Server.Http.Bot;

/// <summary>
/// <c>/api/v1/alert</c>, <c>/ping</c>, <c>/webhook</c>: alerts of other programs in, commands of a chat in (docs/bot.md). They know their
/// callers by a token or signature of their own, and so stand outside the guard of the other paths.
/// </summary>
internal sealed class BotEndpoints
{
    /// <summary>A webhook of Webex has 1 KB, an alert what a person reads.</summary>
    private const int BodyBytesMax = 64 << 10;

    // Of all callers together, who may be anybody on the Internet.
    private const long BodyMemoryBytesMax = 16 << 20;

    private const string RetrySeconds = "5";

    private readonly DaemonView _daemon;
    private readonly BodyReader _bodies;

    private BotEndpoints(DaemonView daemon)
    {
        _daemon = daemon;
        _bodies = new BodyReader(
            () => daemon.Settings().Limits with { BodyBytesMax = BodyBytesMax, BodyInflatedBytesMax = BodyBytesMax }, new BodyMemory(static () => BodyMemoryBytesMax));
    }

    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon)
    {
        BotEndpoints endpoints = new(daemon);
        AccessMetadata open = new(AccessRequirement.Nothing);
        routes.MapPost("/api/v1/alert", endpoints.AlertAsync).WithMetadata(open);
        routes.MapPost("/api/v1/webhook", endpoints.WebhookAsync).WithMetadata(open);
        routes.MapGet("/api/v1/ping", endpoints.PingAsync).WithMetadata(open);
    }

    private Task PingAsync(HttpContext context) => IntakeAnswer.WriteJson(context, StatusCodes.Status200OK, json =>
    {
        json.WriteString("hello", _daemon.Settings().Bot?.Name ?? "LogHog");
        json.WriteString("apiversion", "1.0");
        json.WriteString("utctime", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    });

    private async Task AlertAsync(HttpContext context)
    {
        ChatBot bot = _daemon.Bot!;
        RelayResult? result = bot.CheckToken(context.Request.Headers["Token"].ToString());
        if (result is null)
        {
            (BodyBuffer? body, BodyFailure? failure) = await ReadAsync(context);
            using (body)
                result = failure is null ? bot.TakeAlert(body!.Written) : bot.RefuseAlert(OutcomeOf(failure), failure.Error);
        }

        if (result.Alert is { } alert)
        {
            await IntakeAnswer.WriteJson(context, StatusCodes.Status200OK, json =>
            {
                json.WriteString("to", alert.To);
                json.WriteString("message", alert.Text);
                json.WriteString("taskid", result.TaskId);
            });
            return;
        }

        await RefuseAsync(context, result.Outcome, result.Problem);
    }

    private async Task WebhookAsync(HttpContext context)
    {
        ChatBot bot = _daemon.Bot!;
        string signature = context.Request.Headers["X-Spark-Signature"].ToString();
        WebhookResult? result = bot.CheckWebhook(signature);
        if (result is null)
        {
            (BodyBuffer? body, BodyFailure? failure) = await ReadAsync(context);
            using (body)
                result = failure is null ? bot.TakeWebhook(signature, body!.Written) : bot.RefuseWebhook(OutcomeOf(failure), failure.Error);
        }

        // One answer for all that is signed, so that nobody learns who is trusted.
        if (StatusOf(result.Outcome) == StatusCodes.Status200OK)
            await IntakeAnswer.WriteJson(context, StatusCodes.Status200OK, static _ => { });
        else
            await RefuseAsync(context, result.Outcome, result.Problem);
    }

    /// <summary>As it came: what is signed are the bytes of the wire.</summary>
    private async Task<(BodyBuffer? Body, BodyFailure? Failure)> ReadAsync(HttpContext context) =>
        context.Request.Headers.ContentEncoding.Count > 0
            ? (null, new BodyFailure(StatusCodes.Status415UnsupportedMediaType, "the body must come as it is, without Content-Encoding", default))
            : await _bodies.ReadAsync(context);

    private static Task RefuseAsync(HttpContext context, BotOutcome outcome, string problem)
    {
        if (outcome == BotOutcome.Unavailable)
            context.Response.Headers.RetryAfter = RetrySeconds;
        if (outcome is BotOutcome.NoCredential or BotOutcome.WrongCredential)
            context.Response.Headers.WWWAuthenticate = "Token realm=\"loghog\"";
        return IntakeAnswer.WriteJson(context, StatusOf(outcome), json => json.WriteString("error", problem));
    }

    private static BotOutcome OutcomeOf(BodyFailure failure) => failure.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => BotOutcome.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => BotOutcome.BadBody,
        StatusCodes.Status429TooManyRequests => BotOutcome.Unavailable,
        _ => BotOutcome.CutShort,
    };

    private static int StatusOf(BotOutcome outcome) => outcome switch
    {
        BotOutcome.Accepted or BotOutcome.Duplicate or BotOutcome.Stranger or BotOutcome.OwnMessage => StatusCodes.Status200OK,
        BotOutcome.NotConfigured => StatusCodes.Status500InternalServerError,
        BotOutcome.NoCredential or BotOutcome.WrongCredential => StatusCodes.Status401Unauthorized,
        BotOutcome.RecipientNotAllowed => StatusCodes.Status403Forbidden,
        BotOutcome.TooLarge => StatusCodes.Status413PayloadTooLarge,
        BotOutcome.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
