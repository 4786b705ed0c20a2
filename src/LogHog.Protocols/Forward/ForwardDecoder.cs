using LogHog.Protocols.Compression;
using LogHog.Protocols.Events;
using LogHog.Protocols.MessagePack;

namespace LogHog.Protocols.Forward;

/// <summary>
/// Fluent's Forward protocol, version 1: messages of one event or many, in an array, a binary or a compressed binary, each acknowledged
/// when its client asks for it; with a shared key the handshake first. A bad entry is refused and those behind it go on; what was refused
/// is acknowledged with the others, since its sender could only send it again for ever.
/// </summary>
public sealed class ForwardDecoder(ForwardOptions options) : ISessionDecoder
{
    private const int MessageItemsMax = 4;
    private const int PingItems = 6;

    private readonly ForwardRecord _records = new(options);
    private readonly CompressedPayload _compressed = new(options.InflatedBytesMax, options.InflateRatioMax);
    private ForwardSession? _session;

    // What is left of a compressed message that is being read.
    private ReadOnlyMemory<byte> _inflated;

    /// <inheritdoc/>
    public ProtocolSession? Session
    {
        get => _session;
        set
        {
            _session = (ForwardSession?)value;
            _inflated = default;
        }
    }

    /// <inheritdoc/>
    public int FrameBytesNeeded { get; private set; }

    /// <inheritdoc cref="IEventDecoder.ReceivedUnixNs"/>
    public long ReceivedUnixNs { get; set; }

    /// <inheritdoc/>
    /// <remarks>Events of a compressed message come with nothing consumed. After NeedMore the memory that the last event borrowed is gone.</remarks>
    public DecodeStatus Decode(ReadOnlyMemory<byte> input, LogEvent logEvent, out int consumed, out RejectReason reason)
    {
        FrameBytesNeeded = 0;
        consumed = 0;
        while (true)
        {
            DecodeStatus? status;
            int used;
            if (!_inflated.IsEmpty)
                (status, used) = (ReadInflated(logEvent, out reason), 0);
            else
                status = Step(input[consumed..], logEvent, out used, out reason);
            consumed += used;
            if (status is null)
                continue;
            if (status == DecodeStatus.NeedMore)
                Release();
            return status.Value;
        }
    }

    /// <summary>Reads the next thing. Null = it was no event; go on.</summary>
    private DecodeStatus? Step(ReadOnlyMemory<byte> input, LogEvent logEvent, out int used, out RejectReason reason)
    {
        ForwardSession session = _session!;
        used = 0;
        reason = RejectReason.None;
        if (input.IsEmpty || session.IsOver)
            return DecodeStatus.NeedMore;
        switch (session.Stage)
        {
            case ForwardStage.Entries when session.Left == 0:
            case ForwardStage.Packed when session.Left == 0:
                session.Stage = session.HasOptions ? ForwardStage.Options : ForwardStage.Message;
                return null;
            case ForwardStage.Entries or ForwardStage.Packed:
                return ReadEntry(session, input, logEvent, out used, out reason);
            case ForwardStage.Options:
                return ReadOptions(session, input, out used, out reason);
            case ForwardStage.Handshake:
                return ReadPing(session, input, out used, out reason);
            default:
                return ReadHead(session, input, logEvent, out used, out reason);
        }
    }

    /// <summary>What a message begins with: how many items, the tag, and of what kind the next item is.</summary>
    private DecodeStatus? ReadHead(ForwardSession session, ReadOnlyMemory<byte> input, LogEvent logEvent, out int used, out RejectReason reason)
    {
        used = 0;
        reason = RejectReason.BadMessagePack;
        DecodeStatus status = MessagePackToken.Read(input.Span, out MessagePackToken array);
        if (status == DecodeStatus.Event && array.Kind == MessagePackKind.Nil)
        {
            // A heartbeat.
            used = array.HeadBytes;
            reason = RejectReason.None;
            return null;
        }
        if (status == DecodeStatus.Event && (array.Kind != MessagePackKind.Array || array.Count is < 2 or > MessageItemsMax))
            return DecodeStatus.Broken;
        MessagePackToken tag = default;
        if (status == DecodeStatus.Event)
            status = MessagePackToken.Read(input.Span[array.HeadBytes..], out tag);
        if (status == DecodeStatus.Event && (!tag.IsText || tag.Count > options.NameBytesMax))
            return DecodeStatus.Broken;
        int head = array.HeadBytes + tag.HeadBytes + (int)tag.Count;
        MessagePackToken next = default;
        if (status == DecodeStatus.Event)
            status = input.Length <= head ? DecodeStatus.NeedMore : MessagePackToken.Read(input.Span[head..], out next);
        if (status != DecodeStatus.Event)
        {
            reason = status == DecodeStatus.NeedMore ? RejectReason.None : reason;
            return status;
        }

        ReadOnlyMemory<byte> name = input.Slice(head - (int)tag.Count, (int)tag.Count);
        if (next.Kind == MessagePackKind.Array && array.Count <= 3)
            return Begin(session, ForwardStage.Entries, name, next.Count, head + next.HeadBytes, array.Count, out used, out reason);
        if (!next.IsText)
            return ReadSingle(session, input, head, (int)array.Count, name, logEvent, out used, out reason);
        if (array.Count > 3)
            return DecodeStatus.Broken;
        int dataStart = head + next.HeadBytes;
        // An entry begins with an array; 0x1f, gzip's first byte, is a number, and so is 0x28, zstd's, which is not known here: it is refused as a whole.
        if (next.Count > 0 && input.Length <= dataStart)
        {
            reason = RejectReason.None;
            return DecodeStatus.NeedMore;
        }
        if (next.Count == 0 || input.Span[dataStart] is not (0x1F or 0x28))
            return Begin(session, ForwardStage.Packed, name, next.Count, dataStart, array.Count, out used, out reason);
        return ReadCompressed(session, input, dataStart, next.Count, name, array.Count, out used, out reason);
    }

    private static DecodeStatus? Begin(
        ForwardSession session, ForwardStage stage, ReadOnlyMemory<byte> tag, uint left, int head, uint items, out int used, out RejectReason reason)
    {
        // Clients send one tag again and again.
        if (!tag.Span.SequenceEqual(session.Tag))
            session.Tag = tag.ToArray();
        session.Stage = stage;
        session.Left = left;
        session.HasOptions = items > 2;
        used = head;
        reason = RejectReason.None;
        return null;
    }

    /// <summary>Tag, time, record, and perhaps options, all at once.</summary>
    private DecodeStatus? ReadSingle(
        ForwardSession session, ReadOnlyMemory<byte> input, int head, int items, ReadOnlyMemory<byte> tag, LogEvent logEvent,
        out int used, out RejectReason reason)
    {
        used = 0;
        reason = RejectReason.BadMessagePack;
        if (items < 3)
            return DecodeStatus.Broken;
        DecodeStatus status = FindEnd(session, input.Span, head, items - 1, options.EntryBytesMax, out int end, out reason);
        if (status != DecodeStatus.Event)
            return status;
        used = end;
        var reader = new MessagePackReader(input[head..end]);
        reason = _records.Read(ref reader, tag, ReceivedUnixNs, logEvent);
        if (items == MessageItemsMax)
        {
            // A record that was refused may have been left in its midst.
            reader = new MessagePackReader(input[head..end]);
            reader.Skip();
            reader.Skip();
            Acknowledge(session, ref reader);
        }

        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    private DecodeStatus? ReadEntry(ForwardSession session, ReadOnlyMemory<byte> input, LogEvent logEvent, out int used, out RejectReason reason)
    {
        used = 0;
        int bytesMax = options.EntryBytesMax;
        bool isPacked = session.Stage == ForwardStage.Packed;
        if (isPacked)
            bytesMax = (int)Math.Min(bytesMax, session.Left);
        DecodeStatus status = FindEnd(session, input.Span, 0, 1, bytesMax, out int end, out reason);
        if (status != DecodeStatus.Event)
        {
            // It ends behind the binary that it is in.
            if (reason == RejectReason.FrameTooLarge && bytesMax < options.EntryBytesMax)
                reason = RejectReason.BadMessagePack;
            return status;
        }

        used = end;
        session.Left -= isPacked ? end : 1;
        return ReadEntry(input[..end], session.Tag, logEvent, out reason);
    }

    private DecodeStatus ReadEntry(ReadOnlyMemory<byte> entry, byte[] tag, LogEvent logEvent, out RejectReason reason)
    {
        var reader = new MessagePackReader(entry);
        reason = reader.Read(out _) is { Kind: MessagePackKind.Array, Count: 2 }
            ? _records.Read(ref reader, tag, ReceivedUnixNs, logEvent)
            : RejectReason.BadValue;
        return reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected;
    }

    /// <summary>A compressed binary has to be there as a whole.</summary>
    private DecodeStatus? ReadCompressed(
        ForwardSession session, ReadOnlyMemory<byte> input, int dataStart, uint bytes, ReadOnlyMemory<byte> tag, uint items,
        out int used, out RejectReason reason)
    {
        used = 0;
        reason = RejectReason.None;
        if (bytes > (uint)options.InflatedBytesMax)
        {
            reason = RejectReason.FrameTooLarge;
            return DecodeStatus.Broken;
        }
        if (input.Length - dataStart < bytes)
        {
            FrameBytesNeeded = dataStart + (int)bytes;
            return DecodeStatus.NeedMore;
        }

        Begin(session, ForwardStage.Entries, tag, left: 0, dataStart + (int)bytes, items, out used, out _);
        reason = _compressed.InflateGzip(input.Slice(dataStart, (int)bytes), out _inflated);
        return reason == RejectReason.None ? null : DecodeStatus.Rejected;
    }

    /// <summary>The next entry of what was compressed. What is no MessagePack there ends it, and nothing else.</summary>
    private DecodeStatus ReadInflated(LogEvent logEvent, out RejectReason reason)
    {
        MessagePackExtent extent = new(0, 1);
        DecodeStatus status = extent.Find(_inflated.Span, Math.Min(_inflated.Length, options.EntryBytesMax), out _, out reason);
        if (status != DecodeStatus.Event)
        {
            bool isTooLarge = reason == RejectReason.FrameTooLarge && _inflated.Length > options.EntryBytesMax;
            reason = isTooLarge ? RejectReason.FrameTooLarge : RejectReason.BadMessagePack;
            _inflated = default;
            return DecodeStatus.Rejected;
        }

        ReadOnlyMemory<byte> entry = _inflated[..extent.End];
        _inflated = _inflated[extent.End..];
        return ReadEntry(entry, _session!.Tag, logEvent, out reason);
    }

    private DecodeStatus? ReadOptions(ForwardSession session, ReadOnlyMemory<byte> input, out int used, out RejectReason reason)
    {
        used = 0;
        DecodeStatus status = FindEnd(session, input.Span, 0, 1, options.EntryBytesMax, out int end, out reason);
        if (status != DecodeStatus.Event)
            return status;
        used = end;
        session.Stage = ForwardStage.Message;
        var reader = new MessagePackReader(input[..end]);
        Acknowledge(session, ref reader);
        return null;
    }

    /// <summary>Answers a message whose options name a chunk; other options say nothing that is not seen anyway.</summary>
    private void Acknowledge(ForwardSession session, ref MessagePackReader reader)
    {
        MessagePackToken map = reader.Read(out _);
        if (map.Kind != MessagePackKind.Map)
            return;
        for (uint pair = 0; pair < map.Count; pair++)
        {
            bool isText = reader.Peek().IsText;
            ReadOnlyMemory<byte> key = default;
            if (isText)
                reader.Read(out key);
            else
                reader.Skip();
            if (isText && key.Span.SequenceEqual("chunk"u8) && reader.Peek() is { IsText: true } name && name.Count <= options.NameBytesMax)
            {
                reader.Read(out ReadOnlyMemory<byte> chunk);
                session.Acknowledge(chunk.Span);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private DecodeStatus? ReadPing(ForwardSession session, ReadOnlyMemory<byte> input, out int used, out RejectReason reason)
    {
        used = 0;
        DecodeStatus status = FindEnd(session, input.Span, 0, 1, options.EntryBytesMax, out int end, out reason);
        if (status != DecodeStatus.Event)
            return status;
        used = end;
        reason = RejectReason.NotAuthenticated;
        var reader = new MessagePackReader(input[..end]);
        if (reader.Read(out _) is not { Kind: MessagePackKind.Array, Count: PingItems })
            return DecodeStatus.Broken;
        ReadOnlyMemory<byte>[] texts = new ReadOnlyMemory<byte>[PingItems];
        for (int item = 0; item < PingItems; item++)
        {
            if (!reader.Peek().IsText)
                return DecodeStatus.Broken;
            reader.Read(out texts[item]);
        }

        if (!texts[0].Span.SequenceEqual("PING"u8) || !session.Authenticate(texts.AsSpan(1), options))
            return DecodeStatus.Broken;
        reason = RejectReason.None;
        return null;
    }

    /// <summary>Where some objects end, going on where the last call stopped.</summary>
    private DecodeStatus FindEnd(
        ForwardSession session, ReadOnlySpan<byte> input, int start, int objects, int bytesMax, out int end, out RejectReason reason)
    {
        MessagePackExtent extent = session.Extent ?? new MessagePackExtent(start, objects);
        DecodeStatus status = extent.Find(input, bytesMax, out int bytesNeeded, out reason);
        end = extent.End;
        FrameBytesNeeded = bytesNeeded;
        session.Extent = status == DecodeStatus.NeedMore ? extent : null;
        return status;
    }

    private void Release()
    {
        _records.Release();
        _compressed.Release();
    }
}
