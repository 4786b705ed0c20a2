namespace LogHog.Harness.Peers;

/// <summary>A log server that can be measured.</summary>
/// <param name="Name">As printed.</param>
/// <param name="FrameKind">What the load generator must speak to it.</param>
internal abstract record Peer(string Name, string FrameKind)
{
    /// <summary>Further arguments for the load generator.</summary>
    public virtual IReadOnlyList<string> GeneratorArguments => [];

    /// <summary>Writes its configuration into <paramref name="folder"/> and says how to start it in the foreground, listening on loopback.</summary>
    public abstract ServerStart Prepare(string folder, int port);
}

/// <summary>How to start a server.</summary>
/// <param name="Program">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="LogFolder">Where it will write what it receives, and nothing else.</param>
internal sealed record ServerStart(string Program, IReadOnlyList<string> Arguments, string LogFolder);
