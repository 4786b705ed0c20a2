using System.Diagnostics.CodeAnalysis;
using LogHog.Engine;
using LogHog.Engine.Access;
using LogHog.Protocols.Events;

namespace LogHog.Server.Http.Intake;

/// <summary>What all protocols over HTTP share: the intake, the memory for bodies, the settings.</summary>
internal sealed class IntakeDesk
{
    // Of events of nobody in particular.
    private const string AnonymousApp = "http";

    private readonly DaemonView _daemon;
    private readonly LogEngine _engine;

    public IntakeDesk(DaemonView daemon, LogEngine engine)
    {
        _daemon = daemon;
        _engine = engine;
        BodyMemory memory = new(() => daemon.Settings().Limits.BodyMemoryBytesMax);
        Bodies = new BodyReader(() => daemon.Settings().Limits, memory);
    }

    public BodyReader Bodies { get; }

    public int BodyBytesMax => _daemon.Settings().Limits.BodyBytesMax;

    /// <summary>Reads the parameters of a request.</summary>
    /// <returns>False when one is wrong; then <paramref name="problem"/> says which.</returns>
    public bool TryBegin(
        HttpContext context, IntakeProtocol protocol, Func<RecordOptions, RecordOptions> names, [NotNullWhen(true)] out IntakeCall? call, out string problem)
    {
        IntakePort? port = context.Features.Get<IntakePort>();
        AccessToken? token = context.Features.Get<AccessToken>();
        RecordOptions own = names(RecordParameters.Begin(DefaultApp(token, port), UnixNs(TimeProvider.System.GetUtcNow()), _daemon.Settings().Limits));
        if (port is not null)
            own = own with { LineBytesMax = port.Source.EventBytesMax };
        call = RecordParameters.Read(context.Request, own, out problem) is { } options
            ? new IntakeCall(context, _engine.Intake, port?.Source ?? _engine.HttpSource(protocol.Type), token, options)
            : null;
        return call is not null;
    }

    /// <summary>A token for one application speaks for it; else an input names what comes by its address, and the token's name tells where the rest came from.</summary>
    private static string DefaultApp(AccessToken? token, IntakePort? port) => token switch
    {
        { Apps: [var only] } => only,
        _ when port is not null => "",
        null => AnonymousApp,
        _ => token.Name,
    };

    private static long UnixNs(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * TimeSpan.NanosecondsPerTick;
}
