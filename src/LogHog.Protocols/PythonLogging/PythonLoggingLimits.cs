namespace LogHog.Protocols.PythonLogging;

/// <summary>What one record of a Python program may cost the server.</summary>
public sealed record PythonLoggingLimits
{
    /// <summary>Bytes of pickle that a frame may announce. 1 MiB, as in LogHog's own protocol.</summary>
    public int FrameBytesMax { get; init; } = 1 << 20;

    /// <summary>
    /// How deep values may nest, the record itself being 1. 64: twice what JSON inputs allow, because objects with a state need two
    /// levels each. It also bounds the stack of who walks the tree.
    /// </summary>
    public int DepthMax { get; init; } = 64;

    /// <summary>
    /// Values that a pickle may put down, those taken from its memo included. 131,072: a list of a hundred thousand numbers in a
    /// log record is a mistake at the sender already.
    /// </summary>
    public int NodesMax { get; init; } = 1 << 17;

    /// <summary>Entries of the memo. Picklers number each text and each container; half of the nodes is more than any of them need.</summary>
    public int MemoMax { get; init; } = 1 << 16;

    /// <summary>
    /// Bytes of text that a record's values may come to. 1 MiB, like a frame; shared values are written once for each place, so 546 bytes
    /// can denote 2^60 leaves, and the size of the pickle says nothing.
    /// </summary>
    public int RenderedBytesMax { get; init; } = 1 << 20;

    /// <summary>Fields of one event. 1024, as in LogHog's own protocol and systemd's journal.</summary>
    public int FieldsMax { get; init; } = 1024;

    /// <summary>Bytes of a field's name.</summary>
    public int FieldNameBytesMax { get; init; } = 1024;
}
