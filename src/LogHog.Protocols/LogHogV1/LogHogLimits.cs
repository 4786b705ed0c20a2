namespace LogHog.Protocols.LogHogV1;

/// <summary>What one frame of LogHog's own protocol may cost the server. All are settable; docs/protocol.md lists them.</summary>
public sealed record LogHogLimits
{
    /// <summary>
    /// Bytes of payload that a frame may announce. 1 MiB: the longest tracebacks in practice are some hundred KiB, and 20,000
    /// connections that each hold back a frame are bounded by the server's own memory cap, not by this.
    /// </summary>
    public int FrameBytesMax { get; init; } = 1 << 20;

    /// <summary>Bytes of payload after inflating. 8 MiB: eight times the frame, a usual ratio of text in zlib.</summary>
    public int InflatedBytesMax { get; init; } = 8 << 20;

    /// <summary>Inflated bytes for each compressed one. Deflate can reach 1032; log text stays below 20, so 256 hits bombs only.</summary>
    public int InflateRatioMax { get; init; } = 256;

    /// <summary>Fields of one event. 1024 is what systemd's journal takes in one entry.</summary>
    public int FieldsMax { get; init; } = 1024;

    /// <summary>
    /// Bytes of a field's name with the names around it and the dots. 1 KiB: with <see cref="FieldsMax"/> it bounds what
    /// repeating a long outer name for each inner field can cost to 1 MiB.
    /// </summary>
    public int FieldNameBytesMax { get; init; } = 1024;

    /// <summary>How deep objects and arrays may nest, the payload itself being 1. 32: OpenTelemetry's and syslog's data stay below 10.</summary>
    public int JsonDepthMax { get; init; } = 32;
}
