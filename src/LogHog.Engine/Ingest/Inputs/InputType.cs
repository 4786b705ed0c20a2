using LogHog.Engine.Configuration;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>A protocol that an <c>[input:NAME]</c> can speak.</summary>
/// <param name="Name">The word for <c>type =</c>.</param>
/// <param name="TcpPort">Of addresses that say none.</param>
/// <param name="UdpPort">The same for datagrams.</param>
internal sealed record InputType(string Name, int TcpPort, int UdpPort)
{
    /// <summary>Of TLS addresses that say none; where nobody has given the protocol one, the plain one's.</summary>
    public int TlsPort { get; init; } = TcpPort;

    public required Func<LimitSettings, IEventDecoder> CreateStreamDecoder { get; init; }

    public required Func<LimitSettings, IDatagramDecoder> CreateDatagramDecoder { get; init; }

    /// <summary>What the decoder calls a field that its senders know by the given name; none = just so.</summary>
    public Func<string, IReadOnlyList<string>> FieldNames { get; init; } = static _ => [];
}
