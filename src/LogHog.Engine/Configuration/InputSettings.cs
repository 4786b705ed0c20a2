using System.Net;
using LogHog.Protocols.Events;

namespace LogHog.Engine.Configuration;

/// <summary>An <c>[input:NAME]</c>: one further intake.</summary>
public sealed record InputSettings
{
    /// <summary>The section's own part of its name; the label of its counters.</summary>
    public required string Name { get; init; }

    /// <summary>A word of the table of protocols.</summary>
    public required string Type { get; init; }

    public IReadOnlyList<IPEndPoint> Tcp { get; init; } = [];

    /// <summary>With the certificates of <see cref="ListenSettings"/>.</summary>
    public IReadOnlyList<IPEndPoint> Tls { get; init; } = [];

    public IReadOnlyList<IPEndPoint> Udp { get; init; } = [];

    /// <summary>For protocols over HTTP: HTTP/1.1 without TLS.</summary>
    public IReadOnlyList<IPEndPoint> Http { get; init; } = [];

    /// <summary>The same over TLS, with the certificates of the HTTP port; HTTP/2 and gRPC, too.</summary>
    public IReadOnlyList<IPEndPoint> Https { get; init; } = [];

    /// <summary>For gRPC without TLS: HTTP/2 from the first byte.</summary>
    public IReadOnlyList<IPEndPoint> Grpc { get; init; } = [];

    /// <summary>Paths of Unix stream sockets, absolute.</summary>
    public IReadOnlyList<string> Unix { get; init; } = [];

    /// <summary>Paths of Unix datagram sockets, absolute.</summary>
    public IReadOnlyList<string> UnixDatagram { get; init; } = [];

    /// <summary>Who may write to the Unix sockets.</summary>
    public UnixFileMode UnixMode { get; init; }

    /// <summary>What an acknowledgement promises, where the protocol has one.</summary>
    public AcknowledgeWhen Durability { get; init; } = AcknowledgeWhen.Durable;

    public InputLimits Limits { get; init; } = new();

    /// <summary>What the protocol's own keys say; null = it has none.</summary>
    public object? Own { get; init; }

    /// <summary>Null = what the protocol says, else the input's name.</summary>
    public NameSource? App { get; init; }

    /// <summary>Null = what the protocol says.</summary>
    public NameSource? Module { get; init; }

    /// <summary>Null = what the protocol says, else the sender's address.</summary>
    public NameSource? Host { get; init; }

    /// <summary>Networks whose addresses may send; empty = any that can reach the address.</summary>
    public IReadOnlyList<IPNetwork> Allow { get; init; } = [];

    /// <summary>Names in certificates that may connect to <see cref="Tls"/> and <see cref="Https"/>; empty = any good one.</summary>
    public NamePatterns Clients { get; init; } = NamePatterns.None;
}

/// <summary>What an input's peers may cost; null = as <see cref="LimitSettings"/> has it, or no limit where that has none.</summary>
public sealed record InputLimits
{
    public int? ConnectionsMax { get; init; }

    public int? FrameBytesMax { get; init; }

    public TimeSpan? FrameTimeout { get; init; }

    /// <summary>Without a byte between two frames; null = for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    public int? EventsPerSecondMax { get; init; }
}

/// <summary>Where an input's events have their application, module or host from.</summary>
/// <param name="Source">A fixed text or a field of the record; null = the client itself: who its certificate says, else its address.</param>
public sealed record NameSource(FieldSource? Source);
