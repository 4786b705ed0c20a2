namespace LogHog.Protocols.MessagePack;

/// <summary>Reads objects that are known to be complete (<see cref="MessagePackExtent"/>), from front to back.</summary>
internal ref struct MessagePackReader(ReadOnlyMemory<byte> objects)
{
    private readonly ReadOnlyMemory<byte> _objects = objects;

    public int Position { get; private set; }

    public readonly MessagePackToken Peek()
    {
        MessagePackToken.Read(_objects.Span[Position..], out MessagePackToken token);
        return token;
    }

    /// <summary>Goes behind the head; <paramref name="data"/> are those of a text, binary or extension.</summary>
    public MessagePackToken Read(out ReadOnlyMemory<byte> data)
    {
        MessagePackToken token = Peek();
        data = _objects.Slice(Position + token.HeadBytes, (int)token.DataBytes);
        Position += token.HeadBytes + (int)token.DataBytes;
        return token;
    }

    /// <summary>Goes behind the whole object.</summary>
    public ReadOnlyMemory<byte> Skip()
    {
        int start = Position;
        long left = 1;
        while (left > 0)
            left += Read(out _).Children - 1;
        return _objects[start..Position];
    }
}
