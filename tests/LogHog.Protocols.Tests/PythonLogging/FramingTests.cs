using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;

namespace LogHog.Protocols.Tests.PythonLogging;

public sealed class FramingTests
{
    private static readonly byte[] One = Pickles.Record("K\u0001");
    private static readonly byte[] Stream = [.. One, .. Pickles.Frame([]), .. Pickles.Frame(Pickles.Bytes("N.")), .. Pickles.Record("U\u0003abc"), .. One];

    [Fact]
    public void A_stream_that_comes_in_two_pieces_gives_the_same_events_wherever_it_is_cut()
    {
        List<string> whole = [];
        Assert.Equal(Stream.Length, Take(new PythonLoggingDecoder(), Stream, whole));
        Assert.Equal(5, whole.Count);
        for (int cut = 0; cut < Stream.Length; cut++)
        {
            var decoder = new PythonLoggingDecoder();
            List<string> answers = [];
            int used = Take(decoder, Stream.AsMemory(0, cut), answers);
            Take(decoder, Stream.AsMemory(used), answers);
            Assert.Equal(whole, answers);
        }
    }

    [Fact]
    public void A_stream_that_comes_byte_by_byte_gives_the_same_events()
    {
        List<string> whole = [];
        Take(new PythonLoggingDecoder(), Stream, whole);
        var decoder = new PythonLoggingDecoder();
        List<string> answers = [];
        int used = 0;
        for (int end = 1; end <= Stream.Length; end++)
            used += Take(decoder, Stream.AsMemory(used, end - used), answers);
        Assert.Equal(whole, answers);
    }

    [Fact]
    public void An_incomplete_frame_says_how_much_it_needs()
    {
        var decoder = new PythonLoggingDecoder();
        Assert.Equal(DecodeStatus.NeedMore, decoder.Decode(One.AsMemory(0, 3), new LogEvent(), out _, out _));
        Assert.Equal(0, decoder.FrameBytesNeeded);
        Assert.Equal(DecodeStatus.NeedMore, decoder.Decode(One.AsMemory(0, 4), new LogEvent(), out _, out _));
        Assert.Equal(One.Length, decoder.FrameBytesNeeded);
    }

    [Theory]
    [InlineData(new byte[] { 0x00, 0x10, 0x00, 0x01 })]
    [InlineData(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    public void A_length_beyond_the_limit_breaks_the_stream(byte[] header)
    {
        (DecodeStatus status, RejectReason reason, _) = Pickles.Decode(header);
        Assert.Equal((DecodeStatus.Broken, RejectReason.FrameTooLarge), (status, reason));
    }

    [Fact]
    public void A_datagram_is_one_frame_and_nothing_else()
    {
        Assert.Equal(RejectReason.None, Datagram(One));
        Assert.Equal(RejectReason.DatagramSizeMismatch, Datagram(One[..^1]));
        Assert.Equal(RejectReason.DatagramSizeMismatch, Datagram([.. One, 0]));
        Assert.Equal(RejectReason.DatagramSizeMismatch, Datagram([.. One, .. One]));
        Assert.Equal(RejectReason.DatagramSizeMismatch, Datagram([0xFF, 0xFF, 0xFF, 0xFF, (byte)'N', (byte)'.']));
        Assert.Equal(RejectReason.FrameTruncated, Datagram([0, 0, 0]));
        Assert.Equal(RejectReason.FrameEmpty, Datagram([]));
        Assert.Equal(RejectReason.FrameEmpty, Datagram([0, 0, 0, 0]));
        Assert.Equal(RejectReason.FrameTooLarge, Datagram(Pickles.Frame(new byte[101]), new PythonLoggingLimits { FrameBytesMax = 100 }));
    }

    private static RejectReason Datagram(byte[] datagram, PythonLoggingLimits? limits = null)
    {
        DecodeStatus status = new PythonLoggingDecoder(limits).DecodeDatagram(datagram, new LogEvent(), out RejectReason reason);
        Assert.Equal(reason == RejectReason.None ? DecodeStatus.Event : DecodeStatus.Rejected, status);
        return reason;
    }

    private static int Take(PythonLoggingDecoder decoder, ReadOnlyMemory<byte> input, List<string> answers)
    {
        var logEvent = new LogEvent();
        int used = 0;
        while (decoder.Decode(input[used..], logEvent, out int consumed, out RejectReason reason) is var status && status != DecodeStatus.NeedMore)
        {
            answers.Add(status == DecodeStatus.Event ? Pickles.Describe(logEvent) : reason.ToString());
            used += consumed;
        }
        return used;
    }
}
