namespace LogHog.LoadGenerator.Frames;

/// <summary>
/// Every frame of a connection encoded before the clock starts, for what cannot be renumbered because it is signed or
/// compressed. Costs about 600 bytes of memory a message.
/// </summary>
internal sealed class PreparedFrames : IFrameSource
{
    // Far below the largest array; a run never crosses from one piece to the next.
    private const int FramesPerPiece = 1 << 16;

    private readonly List<(byte[] Bytes, int[] Starts)> _pieces = [];

    public PreparedFrames(FrameEncoder encoder, Message[] messages, Connection connection, long count, TimeProvider time)
    {
        using var bytes = new MemoryStream();
        List<int> starts = [];
        for (long i = 0; i < count; i++)
        {
            Message message = messages[i % messages.Length];
            string body = Renumber(message.Body, connection.Id, connection.FirstSequence + i);
            starts.Add((int)bytes.Length);
            bytes.Write(encoder.Encode(message with { Body = body }, time.GetUtcNow()));
            if (starts.Count < FramesPerPiece && i + 1 < count)
                continue;
            starts.Add((int)bytes.Length);
            _pieces.Add((bytes.ToArray(), [.. starts]));
            bytes.SetLength(0);
            starts.Clear();
        }
    }

    public FrameRun Next(Connection connection, int wanted)
    {
        (byte[] bytes, int[] starts) = _pieces[(int)(connection.Sent / FramesPerPiece)];
        int first = (int)(connection.Sent % FramesPerPiece);
        return new FrameRun(bytes, starts, first, Math.Min(wanted, starts.Length - 1 - first));
    }

    private static string Renumber(string body, int connection, long sequence) => string.Create(body.Length, (body, connection, sequence), static (target, from) =>
    {
        from.body.CopyTo(target);
        WriteDigits(target.Slice(1, Marker.ConnectionDigits), from.connection);
        WriteDigits(target.Slice(Marker.SequenceOffset, Marker.SequenceDigits), from.sequence);
        WriteDigits(target.Slice(target.Length - 1 - Marker.SequenceDigits, Marker.SequenceDigits), from.sequence);
    });

    private static void WriteDigits(Span<char> target, long value)
    {
        for (int i = target.Length - 1; i >= 0; i--, value /= 10)
            target[i] = (char)('0' + value % 10);
    }
}
