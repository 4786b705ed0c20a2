using LogHog.Protocols;

namespace LogHog.Engine.Ingest;

/// <summary>For each reason of refusal: what the administrator can do about it.</summary>
internal static class RejectAdvice
{
    public static string For(RejectReason reason) => reason switch
    {
        RejectReason.FrameTooLarge => "raise [limits] max_frame_size, or find out whether the peer speaks another protocol",
        RejectReason.FrameEmpty => "a frame without a payload; the client is faulty",
        RejectReason.FrameTruncated => "the connection ended inside a frame; the client died or was cut off",
        RejectReason.DatagramSizeMismatch => "the datagram's size field does not match its size; it was cut on its way, or it is no LogHog datagram",
        RejectReason.UnknownFlags => "the frame uses flags that no known version has; the peer may speak another protocol",
        RejectReason.FrameTimeout => "a frame was begun and not finished in time; the client hangs or is hostile",
        RejectReason.BadFraming => "what came is no frame of this input's protocol; the peer may speak another one, see docs/inputs.md",
        RejectReason.BadChunk => "a GELF chunk whose header is wrong; the client is faulty",
        RejectReason.ChunksMissing => "some chunks of a GELF message did not come within 5 seconds; the network or the kernel has lost datagrams, use TCP",
        RejectReason.BadCompression => "the payload is marked as zlib and is not; the client is faulty",
        RejectReason.InflatedTooLarge => "raise [limits] max_inflated_size if such large messages are meant",
        RejectReason.InflateRatioTooHigh => "a decompression bomb, or raise [limits] max_inflate_ratio",
        RejectReason.BadUtf8 => "the payload is not UTF-8; the client is faulty",
        RejectReason.BadJson => "the payload is not a JSON object; the peer may speak another protocol",
        RejectReason.JsonTooDeep => "the payload nests too deeply",
        RejectReason.TooManyFields => "the event has too many fields",
        RejectReason.MissingKey => "one of version, app_id, module, stamp, nsecs, body is missing",
        RejectReason.BadValue => "a key has a value of the wrong type or range; see docs/protocol.md",
        RejectReason.UnsupportedVersion => "the client speaks a protocol version that this server does not know",
        RejectReason.BadPickle => "the frame holds no pickle of protocol 0 to 5; the peer is faulty, hostile, or speaks another protocol",
        RejectReason.NotALogRecord => "the pickle is not the dict of a LogRecord; only Python's SocketHandler and DatagramHandler may send here",
        RejectReason.PickleTooDeep => "a value of the record nests too deeply; log less, or its text",
        RejectReason.PickleTooManyNodes => "a record with too many values; log less, or their text",
        RejectReason.PickleMemoTooLarge => "a record with too many different values; log less, or their text",
        RejectReason.PickleRenderedTooLarge => "a record whose values would be far more text than was sent; log less, or it is a memo bomb",
        RejectReason.BadMessagePack => "what came is no MessagePack, or no message of Fluent's Forward protocol; the peer may speak another one",
        RejectReason.MessagePackTooDeep => "a value of the record nests too deeply",
        RejectReason.NotAuthenticated => "the client's shared_key, user or password differs from the input's",
        RejectReason.SignatureMissing => "the facility has a secret: give the client the same secret",
        RejectReason.SignatureWrong => "the client's secret differs from the facility's, or the message was forged",
        RejectReason.SignatureVersionRefused => "the facility's `signature` setting refuses this version",
        RejectReason.SignatureOutsideWindow => "the clocks of client and server differ too much, or an old message was replayed",
        RejectReason.SignatureReplayed => "a message that was already accepted came again",
        RejectReason.UnknownKeyId => "the message names a key that the facility does not have",
        RejectReason.SourceNotAllowed => "the source may not send here",
        RejectReason.ClientNotAllowed => "the certificate's name, or the lack of a certificate, does not go with this application, host or facility; see [client:NAME] and the facility's `clients`",
        RejectReason.TooManyFiles => "raise [limits] max_files, or find out who sends under so many names",
        RejectReason.TooManyPartialFrames => "too many connections hold unfinished frames; this one was closed",
        _ => "see docs/protocol.md",
    };
}
