using LogHog.Protocols.Events;

namespace LogHog.Protocols.Gelf;

/// <summary>GELF over TCP: messages that end with a NUL byte, not compressed. A bad one is refused and those behind it go on.</summary>
public sealed class GelfDecoder(GelfLimits? limits = null) : IEventDecoder
{
    private readonly GelfLimits _limits = limits ?? new GelfLimits();
    private readonly GelfMessageReader _messages = new(limits);

    /// <inheritdoc/>
    public int FrameBytesNeeded { get; private set; }

    /// <inheritdoc cref="IEventDecoder.ReceivedUnixNs"/>
    public long ReceivedUnixNs { get; set; }

    /// <inheritdoc/>
    /// <remarks>
    /// Space and further NUL bytes before a message are passed by. After <see cref="DecodeStatus.NeedMore"/> the memory that the last
    /// event borrowed is gone.
    /// </remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        reason = RejectReason.None;
        FrameBytesNeeded = 0;
        int start = input.Span.IndexOfAnyExcept("\0\r\n\t "u8);
        consumed = start < 0 ? input.Length : start;
        ReadOnlyMemory<byte> text = input[consumed..];
        int length = text.Span.IndexOf((byte)0);
        if (length < 0)
            return Incomplete(text.Length, out reason);
        consumed += length + 1;
        reason = length > _limits.MessageBytesMax
            ? RejectReason.FrameTooLarge
            : _messages.Read(text[..length], ReceivedUnixNs, logEvent);
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <inheritdoc/>
    /// <remarks>The end of a stream ends its last message, too, as with Graylog, if it is a whole one.</remarks>
    public DecodeStatus DecodeEnd(ReadOnlyMemory<byte> rest, bool isLate, LogEvent logEvent, out RejectReason reason)
    {
        reason = RejectReason.None;
        bool isWhole = rest.Length <= _limits.MessageBytesMax && _messages.Read(rest, ReceivedUnixNs, logEvent) == RejectReason.None;
        return isWhole ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private DecodeStatus Incomplete(int bytes, out RejectReason reason)
    {
        _messages.Release();
        reason = bytes > _limits.MessageBytesMax ? RejectReason.FrameTooLarge : RejectReason.None;
        if (reason != RejectReason.None)
            return DecodeStatus.Broken;
        // Twice what is there, so that a long message does not come byte by byte.
        FrameBytesNeeded = (int)Math.Min(2L * bytes, _limits.MessageBytesMax + 1L);
        return DecodeStatus.NeedMore;
    }
}
