using LogHog.Server.Http.Access;

namespace LogHog.Server.Http;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it takes events; 503 and the reason when not.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon)
    {
        var open = new AccessMetadata(AccessRequirement.Nothing);
        routes.MapGet("/health/live", context => PlainText.Write(context, StatusCodes.Status200OK, "live\n")).WithMetadata(open);
        routes.MapGet("/health/ready", context =>
        {
            var snapshot = daemon.Snapshot();
            return snapshot.IsReady
                ? PlainText.Write(context, StatusCodes.Status200OK, "ready\n")
                : PlainText.Write(context, StatusCodes.Status503ServiceUnavailable, $"not ready: {snapshot.NotReadyBecause}\n");
        }).WithMetadata(open);
    }
}
