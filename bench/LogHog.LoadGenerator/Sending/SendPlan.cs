using System.Net;
using LogHog.LoadGenerator.Frames;

namespace LogHog.LoadGenerator.Sending;

/// <summary>What to send where, and how fast.</summary>
internal sealed record SendPlan
{
    public required IPEndPoint Target { get; init; }

    public required bool Udp { get; init; }

    public required FrameKind Kind { get; init; }

    /// <summary>The key for signed kinds.</summary>
    public string? Secret { get; init; }

    public int Connections { get; init; } = 1;

    public int Threads { get; init; } = 1;

    /// <summary>Over all connections together; null = until <see cref="Duration"/> is over.</summary>
    public long? Messages { get; init; }

    /// <summary>When to stop at the latest; null = when <see cref="Messages"/> are sent.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Messages a second over all connections; null = as fast as the receiver takes them.</summary>
    public double? Rate { get; init; }

    /// <summary>The sequence number that each connection starts with.</summary>
    public long FirstSequence { get; init; }

    /// <summary>Whether each connection carries every application, module and host, as a relay's does.</summary>
    public bool Mixed { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>PEM of the client's key and certificate; null = no TLS.</summary>
    public string? TlsPem { get; init; }

    /// <summary>The share of one connection in <see cref="Messages"/>; the first ones take the remainder.</summary>
    public long? MessagesOf(int connection) => Messages is { } all ? all / Connections + (connection < all % Connections ? 1 : 0) : null;
}

/// <summary>What was sent. Written as one line of JSON.</summary>
/// <param name="Sent">Messages handed to the kernel.</param>
/// <param name="PerConnection">The same for each connection.</param>
/// <param name="Bytes">With framing.</param>
/// <param name="Refused">Datagrams that the kernel would not take.</param>
/// <param name="Seconds">From the first message to the last, connections already open.</param>
/// <param name="CpuSeconds">User and system time of the generator while it sent.</param>
internal sealed record SendResult(long Sent, long[] PerConnection, long Bytes, long Refused, double Seconds, double CpuSeconds);
