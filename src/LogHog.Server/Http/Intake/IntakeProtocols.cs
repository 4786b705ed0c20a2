using LogHog.Engine;

namespace LogHog.Server.Http.Intake;

/// <summary>The table of protocols over HTTP; their names and ports are in <see cref="Engine.Ingest.Inputs.HttpInputTypes"/>.</summary>
internal static class IntakeProtocols
{
    public static void Map(IEndpointRouteBuilder routes, DaemonView daemon, LogEngine engine)
    {
        IntakeDesk desk = new(daemon, engine);
        IntakeProtocol[] all =
        [
            new PlainProtocol(desk),
            new ElasticProtocol(desk),
            new LokiProtocol(desk),
            new OtlpProtocol(desk),
            new SplunkProtocol(desk),
            new ClefProtocol(desk),
            new GelfProtocol(desk),
            new JournaldProtocol(desk),
        ];
        foreach (IntakeProtocol protocol in all)
            protocol.Map(routes);
    }
}
