using System.Globalization;
using System.Text.Json;
using LogHog.Alerting;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Diagnostics;
using LogHog.Server.Http.Access;
using LogHog.Server.Http.Select;

namespace LogHog.Server.Http.Alerts;

/// <summary>How the channels fare, what they have done, and the button to try one.</summary>
internal static class ChannelEndpoints
{
    private const string Path = "/api/v1/alerts/channels";
    private const int DeliveriesMax = 5_000;
    private const int DeliveriesUsual = 100;

    // A test is a sentence.
    private const int BodyBytesMax = 16 << 10;

    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon)
    {
        routes.MapGet(Path, context => Write(context, StatusCodes.Status200OK, JsonSerializer.Serialize(
            new ChannelsReport(daemon.Channels?.Status() ?? []), ChannelJson.Default.ChannelsReport)));
        routes.MapGet(Path + "/{name}/deliveries", context => DeliveriesAsync(context, daemon));
        routes.MapPost(Path + "/{name}/test", context => TestAsync(context, daemon)).WithMetadata(new AccessMetadata(AccessRequirement.Admin));
    }

    private static Task DeliveriesAsync(HttpContext context, DaemonView daemon)
    {
        string name = Name(context);
        string limit = context.Request.Query["limit"].ToString();
        int count = DeliveriesUsual;
        if (limit.Length > 0 && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > DeliveriesMax))
            return Problem.OfParameter("limit", $"must be a number from 1 to {DeliveriesMax}").WriteAsync(context);
        return daemon.Channels?.Deliveries(name, count) is { } deliveries
            ? Write(context, StatusCodes.Status200OK, JsonSerializer.Serialize(new DeliveriesReport(deliveries), ChannelJson.Default.DeliveriesReport))
            : Unknown(context, name);
    }

    private static async Task TestAsync(HttpContext context, DaemonView daemon)
    {
        string name = Name(context);
        if (daemon.Channels?.Knows(name) != true)
        {
            await Unknown(context, name);
            return;
        }

        (ChannelTestRequest? request, string wrong) = await ReadAsync(context);
        if (request is null)
        {
            await new Problem(StatusCodes.Status400BadRequest, wrong).WriteAsync(context);
            return;
        }

        Notification notification = TestNotification.Create(request.Title, request.Text, TimeProvider.System.GetUtcNow());
        try
        {
            ChannelTestReport report = await RunAsync(daemon.Channels, name, notification, request, context.RequestAborted);
            await Write(context, report is { Delivered: false, Queued: false } ? StatusCodes.Status502BadGateway : StatusCodes.Status200OK, JsonSerializer.Serialize(report, ChannelJson.Default.ChannelTestReport));
        }
        catch (ArgumentException badRecipient)
        {
            await new Problem(StatusCodes.Status400BadRequest, badRecipient.Message).WriteAsync(context);
        }
        catch (IOException)
        {
            await new Problem(StatusCodes.Status503ServiceUnavailable, "the queue of the channel cannot be written").WriteAsync(context);
        }
    }

    private static async Task<ChannelTestReport> RunAsync(
        ChannelSet channels, string name, Notification notification, ChannelTestRequest request, CancellationToken cancellation)
    {
        var report = new ChannelTestReport { Id = notification.Id };
        if (request.Queued)
        {
            channels.Enqueue(name, notification, request.To);
            return report with { Queued = true };
        }

        try
        {
            return report with { Delivered = true, Detail = await channels.TestAsync(name, notification, request.To, cancellation) };
        }
        catch (ServiceException failure)
        {
            return report with { Reason = MetricNames.Label(failure.Kind), Detail = failure.Message };
        }
    }

    private static async Task<(ChannelTestRequest? Request, string Wrong)> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[4096];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > BodyBytesMax) return (null, $"the body is larger than {BodyBytesMax} bytes");
        }

        if (body.Length == 0) return (new ChannelTestRequest(), "");
        try
        {
            return (JsonSerializer.Deserialize(body.ToArray(), ChannelJson.Default.ChannelTestRequest), "the body is no JSON object");
        }
        catch (JsonException)
        {
            return (null, "the body is no JSON object with title, text, to and queued");
        }
    }

    private static string Name(HttpContext context) => context.Request.RouteValues["name"]?.ToString() ?? "";

    private static Task Unknown(HttpContext context, string name) =>
        new Problem(StatusCodes.Status404NotFound, $"there is no [channel:{(name.Length <= 64 ? name : "…")}]").WriteAsync(context);

    private static Task Write(HttpContext context, int status, string json) => PlainText.Write(context, status, json, "application/json");
}
