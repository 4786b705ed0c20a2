namespace LogHog.Protocols.Gelf;

/// <summary>What GELF may cost the server.</summary>
public sealed record GelfLimits
{
    /// <summary>Bytes of one message as it comes. 1 MiB, as in LogHog's own protocol; 128 chunks of 8 KiB are just that.</summary>
    public int MessageBytesMax { get; init; } = 1 << 20;

    /// <summary>Bytes of one message after inflating. 8 MiB, as in LogHog's own protocol.</summary>
    public int InflatedBytesMax { get; init; } = 8 << 20;

    /// <summary>Inflated bytes for each compressed one.</summary>
    public int InflateRatioMax { get; init; } = 256;

    /// <summary>Fields of one event. 1024, as in LogHog's own protocol and systemd's journal.</summary>
    public int FieldsMax { get; init; } = 1024;

    /// <summary>Bytes of a field's name with the names around it and the dots.</summary>
    public int FieldNameBytesMax { get; init; } = 1024;

    /// <summary>How deep objects and arrays may nest, the message's own object being 1.</summary>
    public int JsonDepthMax { get; init; } = 32;

    /// <summary>How long the chunks of a message may take to come. 5 s: what GELF's specification says.</summary>
    public TimeSpan ChunksTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Messages whose chunks have not all come. 1,024: at 200 large messages a second, whose last chunk is lost each time, that is 5 s.
    /// </summary>
    public int ChunkedMessagesMax { get; init; } = 1024;

    /// <summary>Bytes that their chunks may hold together; sixteen of the largest.</summary>
    public int ChunkedBytesMax { get; init; } = 16 << 20;
}
