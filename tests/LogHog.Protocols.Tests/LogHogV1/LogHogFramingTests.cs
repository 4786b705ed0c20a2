using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;
using LogHog.Protocols.Tests.Streams;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.LogHogV1;

public sealed class LogHogFramingTests
{
    [Fact]
    public void A_frame_split_at_every_byte_gives_what_the_whole_frame_gives()
    {
        byte[] frame = Frames.Of(Frames.With("\"hostname\":\"w\\u00fcb\",\"a\":{\"b\":[1,2]},\"signature\":\"00ff\""));
        string whole = Frames.Describe(Frames.Decode(frame).Event);
        var decoder = new LogHogDecoder();
        var logEvent = new LogEvent();
        for (int split = 0; split < frame.Length; split++)
        {
            DecodeStatus first = decoder.Decode(frame.AsMemory(0, split), logEvent, out int consumed, out _);
            Assert.Equal((DecodeStatus.NeedMore, 0), (first, consumed));
            Assert.Equal(split < 8 ? 0 : frame.Length, decoder.FrameBytesNeeded);

            Assert.Equal(DecodeStatus.Event, decoder.Decode(frame, logEvent, out consumed, out _));
            Assert.Equal(frame.Length, consumed);
            Assert.Equal(whole, Frames.Describe(logEvent));
        }
    }

    [Fact]
    public void Frames_back_to_back_come_one_after_the_other()
    {
        byte[] stream = [.. Frames.Of(Frames.With("\"n\":1")), .. Frames.Of("{}"), .. Frames.Of(Frames.With("\"n\":2"))];
        var decoder = new LogHogDecoder();
        var logEvent = new LogEvent();
        var seen = new List<string>();
        ReadOnlyMemory<byte> rest = stream;
        while (decoder.Decode(rest, logEvent, out int consumed, out RejectReason reason) is var status
            && status != DecodeStatus.NeedMore)
        {
            seen.Add(status == DecodeStatus.Event ? Frames.Text(logEvent.Fields[0].Value) : reason.ToString());
            rest = rest[consumed..];
        }
        Assert.Equal(["1", nameof(RejectReason.MissingKey), "2"], seen);
        Assert.True(rest.IsEmpty);
    }

    [Fact]
    public void A_frame_of_exactly_the_limit_is_taken()
    {
        byte[] frame = Frames.Of(Frames.Minimal);
        var limits = new LogHogLimits { FrameBytesMax = frame.Length - 8 };
        Assert.Equal(DecodeStatus.Event, Frames.Decode(frame, limits).Status);
    }

    [Fact]
    public void A_frame_one_byte_over_the_limit_breaks_the_stream_by_its_header_alone()
    {
        byte[] frame = Frames.Of(Frames.Minimal);
        var limits = new LogHogLimits { FrameBytesMax = frame.Length - 9 };
        (DecodeStatus status, RejectReason reason, _) = Frames.Decode(frame[..8], limits);
        Assert.Equal((DecodeStatus.Broken, RejectReason.FrameTooLarge), (status, reason));
    }

    [Fact]
    public void Text_on_the_port_breaks_the_stream()
    {
        (DecodeStatus status, RejectReason reason, _) = Frames.Decode("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Equal((DecodeStatus.Broken, RejectReason.FrameTooLarge), (status, reason));
    }

    [Theory]
    [InlineData(0x02u)]
    [InlineData(0x03u)]
    [InlineData(0x80000000u)]
    [InlineData(0x01000000u)]
    public void Unknown_flags_cost_the_frame_and_not_the_stream(uint flags)
    {
        (DecodeStatus status, RejectReason reason, _) = Frames.Decode(Frames.Of(Frames.Minimal, flags));
        Assert.Equal((DecodeStatus.Rejected, RejectReason.UnknownFlags), (status, reason));
    }

    [Fact]
    public void A_frame_without_payload_is_rejected()
    {
        (DecodeStatus status, RejectReason reason, _) = Frames.Decode(Frames.Of(""));
        Assert.Equal((DecodeStatus.Rejected, RejectReason.FrameEmpty), (status, reason));
    }

    [Fact]
    public void A_datagram_is_one_frame()
    {
        var logEvent = new LogEvent();
        DecodeStatus status = new LogHogDecoder().DecodeDatagram(Frames.Of(Frames.Minimal), logEvent, out RejectReason reason);
        Assert.Equal(DecodeStatus.Event, status);
        Assert.Equal(RejectReason.None, reason);
        Assert.Equal("shop", Frames.Text(logEvent.App));
    }

    [Fact]
    public void A_datagram_that_is_not_exactly_one_frame_is_rejected()
    {
        byte[] frame = Frames.Of(Frames.Minimal);
        Assert.Equal(RejectReason.FrameEmpty, Reject([]));
        Assert.Equal(RejectReason.FrameTruncated, Reject(frame[..7]));
        Assert.Equal(RejectReason.FrameEmpty, Reject(Frames.Of("")));
        Assert.Equal(RejectReason.DatagramSizeMismatch, Reject(frame[..^1]));
        Assert.Equal(RejectReason.DatagramSizeMismatch, Reject([.. frame, 0]));
        Assert.Equal(RejectReason.DatagramSizeMismatch, Reject([.. frame, .. frame]));
        Assert.Equal(RejectReason.UnknownFlags, Reject(Frames.Of(Frames.Minimal, 4)));
        Assert.Equal(RejectReason.FrameTooLarge, Reject(frame, new LogHogLimits { FrameBytesMax = 50 }));
    }

    [Fact]
    public void An_event_leaves_nothing_behind_for_the_next()
    {
        var decoder = new LogHogDecoder();
        var logEvent = new LogEvent();
        string trace = new('a', 32);
        byte[] rich = Frames.Of(Frames.With($"\"hostname\":\"h\",\"x\":1,\"signature\":\"s\",\"trace_id\":\"{trace}\""));
        Assert.Equal(DecodeStatus.Event, decoder.Decode(rich, logEvent, out _, out _));
        Assert.Equal(DecodeStatus.Event, decoder.Decode(Frames.Of(Frames.Minimal), logEvent, out _, out _));
        Assert.Equal(Frames.Describe(Frames.DecodeEvent(Frames.Minimal)), Frames.Describe(logEvent));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1000)] // the objects of the platform's ZLibStream
    public void Decoding_allocates_nothing_once_it_runs(bool compressed, long bytesMax)
    {
        var decoder = new LogHogDecoder();
        var logEvent = new LogEvent();
        byte[] frame = Frames.Of(Frames.With("\"hostname\":\"h\\u00e9\",\"a\":{\"b\":1},\"signature\":\"s\""));
        if (compressed)
            frame = Frames.Of(Frames.Zlib(frame[8..]), 1);
        for (int i = 0; i < 100; i++)
            Run();
        // The least of five: what a collection takes from a pool meanwhile is made anew, once.
        Assert.InRange(Enumerable.Range(0, 5).Min(_ => AllocatedBytesEach()), 0, bytesMax);

        long AllocatedBytesEach()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                Run();
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        }

        void Run()
        {
            decoder.Decode(frame, logEvent, out _, out _);
            decoder.Decode(default, logEvent, out _, out _);
        }
    }

    [Fact]
    public void Damaged_frames_are_answered_with_a_status()
    {
        Random random = SeededRandom.Create();
        byte[][] seeds =
        [
            Frames.Of(Frames.With("\"hostname\":null,\"x\":{\"y\":[true,{\"z\":-1.5e+3}],\"e\":{}},\"s\":\"\\ud83d\\ude00\\ud800\"")),
            Frames.Of(Frames.With("\"version\":2,\"key_id\":\"k\",\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"signature\":\"00\"")),
            Frames.Of(Frames.Zlib(System.Text.Encoding.UTF8.GetBytes(Frames.With("\"body\":\"" + new string('x', 3000) + "\""))), 1),
        ];
        var decoder = new LogHogDecoder(new LogHogLimits { FrameBytesMax = 4096, InflatedBytesMax = 65536 });
        var logEvent = new LogEvent();
        var statuses = new HashSet<(DecodeStatus, RejectReason)>();
        for (int i = 0; i < Mutations.Rounds; i++)
        {
            byte[] frame = Mutate((byte[])seeds[random.Next(seeds.Length)].Clone(), random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            DecodeStatus status = decoder.Decode(frame, logEvent, out int consumed, out RejectReason reason);
            // A compressed frame's ZLibStream is some of it.
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= Mutations.BytesMax(frame.Length), $"{allocated} for {Convert.ToHexString(frame)}");
            statuses.Add((status, reason));
            Assert.InRange(consumed, 0, frame.Length);
            Assert.Equal(status is DecodeStatus.Event or DecodeStatus.NeedMore, reason == RejectReason.None);
            Assert.Equal(status is DecodeStatus.NeedMore or DecodeStatus.Broken, consumed == 0);
            Assert.InRange(decoder.FrameBytesNeeded, 0, 8 + 4096);
        }
        Assert.True(statuses.Count > 8, string.Join(' ', statuses));
    }

    private static byte[] Mutate(byte[] frame, Random random)
    {
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            // Mostly behind the header, or nearly every mutant would be broken framing.
            int at = random.Next(8) == 0 ? random.Next(8) : random.Next(8, frame.Length);
            frame[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(frame[at] ^ (1 << random.Next(8))),
                _ => "{}[]\",:\\u0-.eE"u8[random.Next(14)],
            };
        }
        return random.Next(20) == 0 ? frame[..random.Next(frame.Length)] : frame;
    }

    private static RejectReason Reject(byte[] datagram, LogHogLimits? limits = null)
    {
        DecodeStatus status = new LogHogDecoder(limits).DecodeDatagram(datagram, new LogEvent(), out RejectReason reason);
        Assert.Equal(DecodeStatus.Rejected, status);
        return reason;
    }
}
