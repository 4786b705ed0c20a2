using LogHog.Protocols.Events;

namespace LogHog.Protocols.Syslog;

/// <summary>
/// Syslog over streams (RFC 6587, RFC 5425, Unix) and datagrams (RFC 5426, Unix). Refuses no message, however it looks: see
/// <see cref="SyslogMessageParser"/>. Allocates nothing for an event once it runs.
/// </summary>
public sealed class SyslogDecoder : IEventDecoder, IDatagramDecoder
{
    private readonly SyslogOptions _options;
    private readonly SyslogMessageParser _messages;

    public SyslogDecoder(SyslogOptions? options = null)
    {
        _options = options ?? new SyslogOptions();
        _messages = new SyslogMessageParser(_options);
    }

    /// <inheritdoc/>
    public int FrameBytesNeeded { get; private set; }

    /// <inheritdoc cref="IEventDecoder.ReceivedUnixNs"/>
    public long ReceivedUnixNs { get; set; }

    /// <inheritdoc/>
    /// <remarks>After <see cref="DecodeStatus.NeedMore"/> the memory that the last event borrowed is gone.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        DecodeStatus status = SyslogFrameReader.Read(input.Span, _options, out SyslogFrame frame, out int bytesNeeded, out reason);
        consumed = frame.Consumed;
        FrameBytesNeeded = bytesNeeded;
        if (status == DecodeStatus.Event)
            Parse(input, frame, SyslogFault.TooLong, logEvent);
        else
            _messages.Release();
        return status;
    }

    /// <inheritdoc/>
    /// <remarks>A stream's end ends its last message, too; one that announced more bytes, or that was never ended, is kept with a mark.</remarks>
    public DecodeStatus DecodeEnd(ReadOnlyMemory<byte> rest, bool isLate, LogEvent logEvent, out RejectReason reason)
    {
        reason = RejectReason.None;
        if (!SyslogFrameReader.TryReadEnd(rest.Span, _options, out SyslogFrame frame))
            return DecodeStatus.NeedMore;
        Parse(rest, frame with { IsCut = frame.IsCut || isLate }, SyslogFault.Truncated, logEvent);
        return DecodeStatus.Event;
    }

    /// <inheritdoc/>
    /// <remarks>A datagram is one message (RFC 5426 §3.1).</remarks>
    public DecodeStatus DecodeDatagram(ReadOnlyMemory<byte> datagram, LogEvent logEvent, out RejectReason reason)
    {
        bool isEmpty = !datagram.Span.ContainsAnyExcept((byte)'\n', (byte)'\r', (byte)0);
        reason = isEmpty ? RejectReason.FrameEmpty : RejectReason.None;
        if (isEmpty)
            return DecodeStatus.Rejected;
        _messages.Parse(datagram, ReceivedUnixNs, logEvent);
        return DecodeStatus.Event;
    }

    /// <inheritdoc/>
    public bool TryMarkCut(LogEvent logEvent)
    {
        SyslogFields.AddFault(logEvent, SyslogFault.TooLong);
        return true;
    }

    private void Parse(ReadOnlyMemory<byte> input, in SyslogFrame frame, SyslogFault ifCut, LogEvent logEvent)
    {
        _messages.Parse(input.Slice(frame.Start, frame.Length), ReceivedUnixNs, logEvent);
        if (frame.IsCut)
            SyslogFields.AddFault(logEvent, ifCut);
    }
}
