using LogHog.Engine.Configuration;
using LogHog.Engine.Configuration.Keys;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>A protocol that an <c>[input:NAME]</c> can speak.</summary>
/// <param name="Name">The word for <c>type =</c>.</param>
/// <param name="TcpPort">Of addresses that say none.</param>
/// <param name="UdpPort">The same for datagrams; 0 = there are none of this protocol.</param>
internal sealed record InputType(string Name, int TcpPort, int UdpPort)
{
    /// <summary>Of TLS addresses that say none; where nobody has given the protocol one, the plain one's.</summary>
    public int TlsPort { get; init; } = TcpPort;

    public required Func<DecoderSettings, IEventDecoder> CreateStreamDecoder { get; init; }

    /// <summary>Null = there are no datagrams of this protocol.</summary>
    public Func<DecoderSettings, IDatagramDecoder>? CreateDatagramDecoder { get; init; }

    /// <summary>
    /// What a new connection begins with, for protocols that answer, whose stream decoder is an <see cref="ISessionDecoder"/>; null =
    /// connections have no state.
    /// </summary>
    public Func<DecoderSettings, ProtocolSession>? CreateSession { get; init; }

    /// <summary>Keys that only its sections have.</summary>
    public IReadOnlyList<ConfigurationKey> Keys { get; init; } = [];

    /// <summary>Reads them from a section, for <see cref="InputSettings.Own"/>.</summary>
    public Func<SettingsReader, string, object>? ReadOwn { get; init; }

    /// <summary>What the decoder calls a field that its senders know by the given name; none = just so.</summary>
    public Func<string, IReadOnlyList<string>> FieldNames { get; init; } = static _ => [];
}
