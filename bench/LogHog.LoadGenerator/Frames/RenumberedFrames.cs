using System.Text;

namespace LogHog.LoadGenerator.Frames;

/// <summary>
/// One encoded block that is sent again and again; before each time the connection, the sequence number and the second are
/// replaced in place, which costs a fraction of what any server pays for a message.
/// </summary>
internal sealed class RenumberedFrames : IFrameSource
{
    private readonly FrameEncoder _encoder;
    private readonly TimeProvider _time;
    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly int[] _heads;
    private readonly int[] _tails;
    private readonly int[] _times;
    private byte[] _second = [];
    private long _secondUnix;
    private int _next;

    public RenumberedFrames(FrameEncoder encoder, Message[] messages, TimeProvider time)
    {
        _encoder = encoder;
        _time = time;
        DateTimeOffset now = time.GetUtcNow();
        byte[][] frames = [.. messages.Select((message, i) => encoder.Encode(message, WithinSecond(now, i, messages.Length)))];
        _bytes = [.. frames.SelectMany(frame => frame)];
        _starts = new int[frames.Length + 1];
        _heads = new int[frames.Length];
        _tails = new int[frames.Length];
        _times = new int[frames.Length];
        for (int i = 0; i < frames.Length; i++)
        {
            _heads[i] = _starts[i] + frames[i].AsSpan().IndexOf("@00000:"u8);
            _tails[i] = _starts[i] + frames[i].AsSpan().LastIndexOf((byte)'@') - Marker.SequenceDigits;
            _times[i] = _starts[i] + frames[i].AsSpan().IndexOf(encoder.TimePrefix) + encoder.TimePrefix.Length;
            _starts[i + 1] = _starts[i] + frames[i].Length;
        }
    }

    public FrameRun Next(Connection connection, int wanted)
    {
        if (_next == _heads.Length)
            _next = 0;
        var run = new FrameRun(_bytes, _starts, _next, Math.Min(wanted, _heads.Length - _next));
        _next += run.Count;
        ReadSecond();
        for (int i = 0; i < run.Count; i++)
        {
            int frame = run.First + i;
            long sequence = connection.FirstSequence + connection.Sent + i;
            Marker.WriteDigits(_bytes.AsSpan(_heads[frame] + 1, Marker.ConnectionDigits), connection.Id);
            Marker.WriteDigits(_bytes.AsSpan(_heads[frame] + Marker.SequenceOffset, Marker.SequenceDigits), sequence);
            Marker.WriteDigits(_bytes.AsSpan(_tails[frame], Marker.SequenceDigits), sequence);
            _second.CopyTo(_bytes, _times[frame]);
        }

        return run;
    }

    private void ReadSecond()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (now.ToUnixTimeSeconds() == _secondUnix)
            return;
        _secondUnix = now.ToUnixTimeSeconds();
        _second = Encoding.ASCII.GetBytes(_encoder.TimeText(now));
    }

    // Times that rise through the second, all nine digits of the nanoseconds in use.
    private static DateTimeOffset WithinSecond(DateTimeOffset now, int index, int count) =>
        DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds())
            .AddTicks(TimeSpan.TicksPerSecond / 10 + TimeSpan.TicksPerSecond * 9 / 10 * index / count);
}
