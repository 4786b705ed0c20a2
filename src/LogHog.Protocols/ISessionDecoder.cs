namespace LogHog.Protocols;

/// <summary>
/// A protocol whose connections have a state and get answers. The decoder, with all its scratch memory, is still lent to a connection
/// for a turn only; what a connection has to remember is its <see cref="ProtocolSession"/>.
/// </summary>
public interface ISessionDecoder : IEventDecoder
{
    /// <summary>Whose bytes the next calls of <see cref="IEventDecoder.Decode"/> get; null between two turns.</summary>
    ProtocolSession? Session { get; set; }
}
