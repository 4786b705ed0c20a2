using LogHog.Engine.Ingest.Inputs;

namespace LogHog.Server.Http.Intake;

/// <summary>Paths by which protocols are also known: at the root of an address of their own, and under the names that VictoriaLogs gives them.</summary>
internal static class IntakePaths
{
    /// <summary>Where Elasticsearch's paths are on the HTTP port, whose root is a page for people.</summary>
    public const string Elastic = "/elasticsearch";

    private static readonly (string Prefix, string Meant)[] VictoriaLogs =
    [
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
            return next(context);
        }

        foreach ((string prefix, string meant) in VictoriaLogs)
        {
            if (context.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out PathString rest))
                context.Request.Path = meant + rest;
        }

        return next(context);
    }
}
