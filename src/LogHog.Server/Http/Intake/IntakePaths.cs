using LogHog.Engine.Ingest.Inputs;

namespace LogHog.Server.Http.Intake;

/// <summary>
/// Paths by which protocols are also known: at the root of an address of their own, under the names that VictoriaLogs gives them, and where
/// other servers take OpenTelemetry's.
/// </summary>
internal static class IntakePaths
{
    /// <summary>Where Elasticsearch's paths are on the HTTP port, whose root is a page for people.</summary>
    public const string Elastic = "/elasticsearch";

    private static readonly (string Prefix, string Meant)[] OthersOtlp = [("/otlp", ""), ("/ingest/otlp", "")];

    private static readonly (string Prefix, string Meant)[] OnHttpPort =
    [
        .. OthersOtlp,
        ("/insert/elasticsearch", Elastic),
        ("/insert/loki", "/loki"),
        ("/insert/opentelemetry", ""),
        ("/insert/splunk", ""),
        ("/insert/journald", ""),
    ];

    /// <summary>Before the routes are looked up.</summary>
    public static Task Rewrite(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IntakePort>() is { } port)
        {
            if (port.Type == HttpInputTypes.Elastic)
                context.Request.Path = Elastic + context.Request.Path;
            if (port.Type == HttpInputTypes.Otlp)
                Lead(context.Request, OthersOtlp);
            return next(context);
        }

        Lead(context.Request, OnHttpPort);
        return next(context);
    }

    private static void Lead(HttpRequest request, (string Prefix, string Meant)[] names)
    {
        foreach ((string prefix, string meant) in names)
        {
            if (!request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out PathString rest))
                continue;
            request.Path = meant + rest;
            return;
        }
    }
}
