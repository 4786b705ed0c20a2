using LogHog.LoadGenerator;
using LogHog.LoadGenerator.Frames;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Benchmarks;

/// <summary>The load generator's messages, as frames and as events.</summary>
internal static class CorpusFrames
{
    /// <summary>Messages an invocation works through, so that figures are for one message of a mix.</summary>
    public const int Count = 512;

    public const string Secret = "a-secret-for-the-bench-only";

    public static readonly DateTimeOffset Time = new(2026, 11, 20, 12, 18, 36, 464, TimeSpan.Zero);

    /// <summary>The mix of a relay, back to back as a stream brings them.</summary>
    public static byte[] Stream(FrameKind kind)
    {
        var encoder = new FrameEncoder(kind, datagrams: false, Secret);
        return [.. new Corpus(1).OfAll(Count).SelectMany(message => encoder.Encode(message, Time))];
    }

    /// <summary>The same, decoded; each event with a decoder of its own, which its texts are borrowed from.</summary>
    public static LogEvent[] Events(FrameKind kind)
    {
        ReadOnlyMemory<byte> rest = Stream(kind);
        var events = new LogEvent[Count];
        for (int i = 0; i < Count; i++)
        {
            events[i] = new LogEvent();
            if (new LogHogDecoder().Decode(rest, events[i], out int consumed, out RejectReason reason) != DecodeStatus.Event)
                throw new InvalidOperationException($"The decoder refuses frame {i}: {reason}.");
            rest = rest[consumed..];
        }

        return events;
    }
}
