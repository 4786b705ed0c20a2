namespace LogHog.Protocols.Forward;

/// <summary>Who may send by Fluent's Forward protocol, and what it may cost.</summary>
public sealed record ForwardOptions
{
    /// <summary>What clients and server both know; empty = no handshake, anybody may send.</summary>
    public string SharedKey { get; init; } = "";

    /// <summary>Names and passwords, asked for in the handshake; empty = nobody is asked.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Bytes of one event, of a handshake or of a message's options. 1 MiB, as in LogHog's own protocol. A message that holds many events
    /// may have any size, since it is read event by event.
    /// </summary>
    public int EntryBytesMax { get; init; } = 1 << 20;

    /// <summary>Bytes of a compressed message as it comes, and of what it holds. 8 MiB: what Fluentd gathers in a chunk at most.</summary>
    public int InflatedBytesMax { get; init; } = 8 << 20;

    /// <summary>Inflated bytes for each compressed one.</summary>
    public int InflateRatioMax { get; init; } = 256;

    /// <summary>Fields of one event. 1024, as in LogHog's own protocol and systemd's journal.</summary>
    public int FieldsMax { get; init; } = 1024;

    /// <summary>Bytes of a field's name with the names around it and the dots; of a tag; of a chunk's name.</summary>
    public int NameBytesMax { get; init; } = 1024;

    /// <summary>How deep maps and lists may nest, the record itself being 1.</summary>
    public int DepthMax { get; init; } = 32;
}
