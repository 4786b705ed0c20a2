using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>The shapes of lines that a rule has seen: their messages with numbers, addresses and times taken out, as a hash.</summary>
internal sealed class SeenShapes(AlertMemory memory)
{
    // A large application has some thousand; who has more writes names into its messages, and each of them would be new for ever.
    public const int ShapesMax = 50_000;

    // A message's first line says what it is; a dump behind it is not its shape.
    private const int MessageBytesMax = 2048;
    private const int ShapeBytes = 24;

    private readonly HashSet<ulong> _shapes = [];

    public int Count => _shapes.Count;

    public bool IsFull => _shapes.Count >= ShapesMax;

    public static ulong Of(ReadOnlySpan<byte> message)
    {
        int end = message.IndexOf((byte)'\n');
        message = end < 0 ? message : message[..end];
        if (message.Length > MessageBytesMax)
            message = message[..MessageBytesMax];
        ulong hash = XxHash64.Hash(NumberCollapse.Collapse(message, prettify: true));
        return hash == 0 ? 1 : hash;
    }

    public bool Contains(ulong shape) => _shapes.Contains(shape);

    /// <returns>False: there is no room for one more.</returns>
    public bool TryAdd(ulong shape)
    {
        if (IsFull || !memory.TryTake(ShapeBytes))
            return false;
        _shapes.Add(shape);
        return true;
    }

    public ulong[] ToArray() => [.. _shapes];

    public void Clear()
    {
        memory.Give((long)_shapes.Count * ShapeBytes);
        _shapes.Clear();
    }
}
