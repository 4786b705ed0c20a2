namespace LogHog.Protocols;

/// <summary>
/// Why an event or frame was refused. Each name is also the value of the metric label <c>reason</c> (in snake_case), so the
/// set stays closed and small. Nothing that was refused is ever written.
/// </summary>
public enum RejectReason : byte
{
    None,

    // Framing.
    FrameTooLarge,
    FrameEmpty,
    FrameTruncated,
    DatagramSizeMismatch,
    UnknownFlags,
    FrameTimeout,
    BadFraming,
    BadChunk,
    ChunksMissing,

    // Compression.
    BadCompression,
    InflatedTooLarge,
    InflateRatioTooHigh,

    // Content.
    BadUtf8,
    BadJson,
    JsonTooDeep,
    TooManyFields,
    MissingKey,
    BadValue,
    UnsupportedVersion,

    // Python's records.
    BadPickle,
    NotALogRecord,
    PickleTooDeep,
    PickleTooManyNodes,
    PickleMemoTooLarge,
    PickleRenderedTooLarge,

    // Fluent's records.
    BadMessagePack,
    MessagePackTooDeep,

    // Who.
    NotAuthenticated,
    SignatureMissing,
    SignatureWrong,
    SignatureVersionRefused,
    SignatureOutsideWindow,
    SignatureReplayed,
    UnknownKeyId,
    SourceNotAllowed,
    ClientNotAllowed,

    // The server's own limits.
    TooManyFiles,
    TooManyPartialFrames,
}
