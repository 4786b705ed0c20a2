using System.Buffers;
using System.Buffers.Binary;

namespace LogHog.Protocols.Gelf;

/// <summary>
/// Puts messages together whose chunks come in any order: two bytes of magic, eight of message id, the chunk's number, how many there
/// are. What is not complete in time is forgotten and counted; a full store forgets its oldest message for the newest.
/// </summary>
internal sealed class GelfChunks(GelfLimits limits, TimeProvider time)
{
    private const int HeaderBytes = 12;
    private const int ChunksMax = 128;

    private readonly Dictionary<ulong, Message> _messages = [];

    // In the order in which they began, which is the order in which they are late.
    private readonly LinkedList<Message> _oldest = new();
    private byte[]? _complete;
    private int _bytes;
    private int _abandoned;

    /// <summary>Bytes of all chunks that wait.</summary>
    public int Bytes => _bytes;

    public int Count => _messages.Count;

    public static bool IsChunk(ReadOnlySpan<byte> datagram) => datagram.Length >= 2 && datagram[0] == 0x1E && datagram[1] == 0x0F;

    /// <summary>Takes a chunk in.</summary>
    /// <param name="datagram">With its header.</param>
    /// <param name="message">The whole message, for Event; borrowed until the next call.</param>
    /// <param name="reason">Why, for Rejected.</param>
    public DecodeStatus Add(ReadOnlySpan<byte> datagram, out ReadOnlyMemory<byte> message, out RejectReason reason)
    {
        message = default;
        reason = RejectReason.BadChunk;
        if (datagram.Length <= HeaderBytes)
            return DecodeStatus.Rejected;
        ulong id = BinaryPrimitives.ReadUInt64BigEndian(datagram[2..]);
        (int number, int count) = (datagram[10], datagram[11]);
        if (count is 0 or > ChunksMax || number >= count)
            return DecodeStatus.Rejected;
        ForgetLate();
        if (!_messages.TryGetValue(id, out Message? known))
            known = Begin(id, count);
        if (known.Count != count)
            return DecodeStatus.Rejected;
        reason = RejectReason.None;
        // The network may bring a datagram twice.
        if (known.Chunks[number] is not null)
            return DecodeStatus.NeedMore;
        ReadOnlySpan<byte> part = datagram[HeaderBytes..];
        if (known.Bytes + part.Length > limits.MessageBytesMax)
        {
            Forget(known);
            reason = RejectReason.FrameTooLarge;
            return DecodeStatus.Rejected;
        }

        Keep(known, number, part);
        if (known.Missing > 0)
            return DecodeStatus.NeedMore;
        message = Join(known);
        Forget(known);
        return DecodeStatus.Event;
    }

    /// <summary>How many messages were given up since the last call.</summary>
    public int TakeAbandoned()
    {
        ForgetLate();
        int abandoned = _abandoned;
        _abandoned = 0;
        return abandoned;
    }

    private Message Begin(ulong id, int count)
    {
        while (_messages.Count >= limits.ChunkedMessagesMax)
            AbandonOldest();
        Message message = new(id, count, time.GetTimestamp());
        _messages.Add(id, message);
        _oldest.AddLast(message.Place);
        return message;
    }

    private void Keep(Message message, int number, ReadOnlySpan<byte> part)
    {
        while (_bytes + part.Length > limits.ChunkedBytesMax && _oldest.First != message.Place)
            AbandonOldest();
        byte[] chunk = ArrayPool<byte>.Shared.Rent(part.Length);
        part.CopyTo(chunk);
        message.Chunks[number] = chunk;
        message.Lengths[number] = part.Length;
        message.Bytes += part.Length;
        message.Missing--;
        _bytes += part.Length;
    }

    private ReadOnlyMemory<byte> Join(Message message)
    {
        if (_complete is null || _complete.Length < message.Bytes)
        {
            if (_complete is not null)
                ArrayPool<byte>.Shared.Return(_complete);
            _complete = ArrayPool<byte>.Shared.Rent(message.Bytes);
        }

        int at = 0;
        for (int number = 0; number < message.Count; number++)
        {
            message.Chunks[number].AsSpan(0, message.Lengths[number]).CopyTo(_complete.AsSpan(at));
            at += message.Lengths[number];
        }

        return _complete.AsMemory(0, at);
    }

    private void ForgetLate()
    {
        if (_oldest.First is null)
            return;
        long now = time.GetTimestamp();
        while (_oldest.First is { } oldest && time.GetElapsedTime(oldest.Value.BegunAt, now) > limits.ChunksTimeout)
            AbandonOldest();
    }

    private void AbandonOldest()
    {
        _abandoned++;
        Forget(_oldest.First!.Value);
    }

    private void Forget(Message message)
    {
        _messages.Remove(message.Id);
        _oldest.Remove(message.Place);
        _bytes -= message.Bytes;
        foreach (byte[]? chunk in message.Chunks)
        {
            if (chunk is not null)
                ArrayPool<byte>.Shared.Return(chunk);
        }

        Array.Clear(message.Chunks);
    }

    /// <summary>One whose chunks are coming.</summary>
    private sealed class Message
    {
        public Message(ulong id, int count, long begunAt)
        {
            Id = id;
            BegunAt = begunAt;
            Chunks = new byte[count][];
            Lengths = new int[count];
            Missing = count;
            Place = new LinkedListNode<Message>(this);
        }

        public ulong Id { get; }

        public long BegunAt { get; }

        public int Count => Lengths.Length;

        public byte[]?[] Chunks { get; }

        public int[] Lengths { get; }

        public LinkedListNode<Message> Place { get; }

        public int Missing { get; set; }

        public int Bytes { get; set; }
    }
}
