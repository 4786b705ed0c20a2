using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.Syslog;
using LogHog.Protocols.Tests.LogHogV1;

namespace LogHog.Protocols.Tests.Syslog;

public sealed class SyslogFramingTests
{
    private static readonly SyslogOptions Small = new() { MessageBytesMax = 64 };

    [Theory]
    [InlineData("<13>a: b\n<13>c: d\n", "b|d")]
    [InlineData("8 <13>a: b8 <13>c: d", "b|d")]
    [InlineData("8 <13>a: b<13>c: d\n8 <13>e: f", "b|d|f")]
    [InlineData("<13>a: b\r\n\r\n\n<13>c: d\0<13>e: f\n\0", "b|d|f")]
    [InlineData("9 <13>a: b\n8 <13>c: d\n<13>e: f\n", "b|d|f")]
    [InlineData("12 <13>a: b\nc\nd\n<13>e: f\n", "b\nc\nd|f")]
    [InlineData("42 is the answer\n<13>a: b\n", "42 is the answer|b")]
    [InlineData("5 <b>bold</b>\n42\n", "5 <b>bold</b>|42")]
    [InlineData("12345678901 <13>x\n", "12345678901 <13>x")]
    [InlineData("007 <13>a: b\n", "007 <13>a: b")]
    [InlineData("\uFEFF<13>a: b\n", "b")]
    [InlineData("8 <13>a:  8 <13>c: d", " |d")]
    public void Each_message_is_cut_by_its_own_framing(string stream, string bodies) => Assert.Equal(bodies, string.Join('|', Bodies(stream)));

    [Fact]
    public void Without_counting_a_message_ends_with_its_line() =>
        Assert.Equal(["8 <13>a: b"], Bodies("8 <13>a: b\n", new SyslogOptions { Framing = SyslogFraming.Newline }));

    [Fact]
    public void A_line_longer_than_the_limit_comes_in_pieces_with_a_mark()
    {
        string text = new('x', 100);
        SyslogDecoder decoder = new(Small);
        List<string> events = All(decoder, Encoding.ASCII.GetBytes($"<13>a: {text}\n<13>b: c\n"));
        Assert.Equal(3, events.Count);
        Assert.EndsWith("syslog.malformed text too_long\nbody " + text[..57], events[0]);
        Assert.EndsWith("syslog.malformed text priority\nbody " + text[57..], events[1]);
        Assert.EndsWith("body c", events[2]);
    }

    [Fact]
    public void A_line_of_exactly_the_limit_is_whole()
    {
        string line = "<13>a: " + new string('x', Small.MessageBytesMax - 7);
        string found = Assert.Single(All(new SyslogDecoder(Small), Encoding.ASCII.GetBytes(line + "\n")));
        Assert.DoesNotContain("malformed", found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_beyond_the_limit_ends_the_connection()
    {
        DecodeStatus status = new SyslogDecoder(Small).Decode("65 <13>a: b"u8.ToArray(), new LogEvent(), out int consumed, out RejectReason reason);
        Assert.Equal((DecodeStatus.Broken, RejectReason.FrameTooLarge, 0), (status, reason, consumed));
    }

    [Fact]
    public void The_room_that_is_asked_for_grows_with_a_line_and_never_beyond_the_limit()
    {
        SyslogDecoder decoder = new(Small);
        byte[] line = Encoding.ASCII.GetBytes("<13>" + new string('x', 60));
        for (int length = 1; length <= line.Length; length++)
        {
            Assert.Equal(DecodeStatus.NeedMore, decoder.Decode(line.AsMemory(0, length), new LogEvent(), out _, out _));
            Assert.InRange(decoder.FrameBytesNeeded, length + 1, Math.Max(2, Small.MessageBytesMax + 1));
        }

        decoder.Decode("60 <13>a: b"u8.ToArray(), new LogEvent(), out _, out _);
        Assert.Equal(63, decoder.FrameBytesNeeded);
    }

    [Fact]
    public void Separators_alone_are_passed_by()
    {
        Assert.Equal(DecodeStatus.NeedMore, new SyslogDecoder().Decode("\r\n\0\n"u8.ToArray(), new LogEvent(), out int consumed, out _));
        Assert.Equal(4, consumed);
    }

    [Theory]
    [InlineData("<13>a: b", "b", false)]
    [InlineData("20 <13>a: b", "b", true)]
    [InlineData("42", "42", false)]
    public void The_end_of_a_stream_ends_its_last_message(string rest, string body, bool isTruncated)
    {
        LogEvent logEvent = new();
        Assert.Equal(DecodeStatus.Event, new SyslogDecoder().DecodeEnd(Encoding.ASCII.GetBytes(rest), isLate: false, logEvent, out _));
        string shown = CorpusMessage.Show(logEvent);
        Assert.EndsWith($"body {body}", shown, StringComparison.Ordinal);
        Assert.Equal(isTruncated, shown.Contains("syslog.malformed text truncated", StringComparison.Ordinal));
    }

    [Fact]
    public void An_end_behind_separators_is_no_message() =>
        Assert.Equal(DecodeStatus.NeedMore, new SyslogDecoder().DecodeEnd("\n\0"u8.ToArray(), isLate: false, new LogEvent(), out _));

    [Fact]
    public void A_datagram_is_one_message()
    {
        LogEvent logEvent = new();
        Assert.Equal(DecodeStatus.Event, new SyslogDecoder().DecodeDatagram("<13>a: b\nc\n"u8.ToArray(), logEvent, out _));
        Assert.EndsWith("body b\nc", CorpusMessage.Show(logEvent), StringComparison.Ordinal);
        Assert.Equal(DecodeStatus.Rejected, new SyslogDecoder().DecodeDatagram("\n"u8.ToArray(), logEvent, out RejectReason reason));
        Assert.Equal(RejectReason.FrameEmpty, reason);
    }

    /// <summary>All messages of the corpus as one stream, half of them counted, cut at every byte of a part of it.</summary>
    [Fact]
    public void A_stream_that_comes_in_pieces_gives_the_same_events()
    {
        using MemoryStream stream = new();
        foreach (CorpusMessage message in CorpusMessage.All.Where(static (_, index) => index % 29 == 0).Append(CorpusMessage.All.First(static one => one.Sender == "latin-1 bytes")))
            Append(stream, message.Bytes, stream.Length % 2 == 0);
        byte[] bytes = stream.ToArray();
        List<string> whole = All(new SyslogDecoder(), bytes);
        for (int split = 0; split <= bytes.Length; split++)
        {
            SyslogDecoder decoder = new();
            List<string> events = [];
            int used = Take(decoder, bytes.AsMemory(0, split), events);
            Take(decoder, bytes.AsMemory(used), events);
            Assert.True(whole.SequenceEqual(events), $"split at {split}");
        }
    }

    [Fact]
    public void A_stream_that_comes_byte_by_byte_gives_the_same_events()
    {
        byte[] bytes = "8 <13>a: b<13>c: d\r\n\0<13>x\n14 <13>1 - - - - - - z\n12 e\n3\0"u8.ToArray();
        SyslogDecoder decoder = new();
        List<string> events = [];
        int used = 0;
        for (int end = 1; end <= bytes.Length; end++)
            used += Take(decoder, bytes.AsMemory(used, end - used), events);
        Assert.Equal(All(new SyslogDecoder(), bytes), events);
    }

    /// <summary>rsyslog's way; its bytes may be anything, also line ends.</summary>
    [Fact]
    public void A_compressed_message_is_inflated_wherever_the_stream_is_cut()
    {
        byte[] packed = [(byte)'z', .. Frames.Zlib(Encoding.ASCII.GetBytes($"<13>a: {new string('x', 500)}\n"))];
        byte[] bytes = [.. Encoding.ASCII.GetBytes($"{packed.Length} "), .. packed, .. "<13>c: d\n12 zx e\n12 zxcvbn\n"u8];
        List<string> whole = All(new SyslogDecoder(), bytes);

        Assert.Equal([new string('x', 500), "d", "12 zx e", "12 zxcvbn"], whole.Select(static shown => shown[(shown.IndexOf("\nbody ", StringComparison.Ordinal) + 6)..]));
        for (int split = 0; split <= bytes.Length; split++)
        {
            SyslogDecoder decoder = new();
            List<string> events = [];
            int used = Take(decoder, bytes.AsMemory(0, split), events);
            Take(decoder, bytes.AsMemory(used), events);
            Assert.True(whole.SequenceEqual(events), $"split at {split}");
        }
    }

    [Theory]
    [InlineData(100, 200)]
    [InlineData(10_000, 10)]
    public void A_compressed_message_that_is_damaged_or_a_bomb_is_kept_as_it_came(int bytesMax, int ratio)
    {
        byte[] packed = [(byte)'z', .. Frames.Zlib(new byte[5_000])];
        LogEvent logEvent = new();

        Assert.Equal(DecodeStatus.Event, new SyslogDecoder(new SyslogOptions { MessageBytesMax = bytesMax, InflateRatioMax = ratio }).DecodeDatagram(packed, logEvent, out _));
        Assert.Contains("syslog.malformed text priority", CorpusMessage.Show(logEvent), StringComparison.Ordinal);
        Assert.Equal(DecodeStatus.Event, new SyslogDecoder().DecodeDatagram(packed.AsMemory(0, packed.Length - 2), logEvent, out _));
        Assert.Contains("syslog.malformed text priority", CorpusMessage.Show(logEvent), StringComparison.Ordinal);
    }

    internal static List<string> All(SyslogDecoder decoder, ReadOnlyMemory<byte> stream)
    {
        List<string> events = [];
        Take(decoder, stream, events);
        return events;
    }

    private static void Append(MemoryStream stream, byte[] message, bool isCounted)
    {
        bool canBeCounted = message is [(byte)'<', >= (byte)'0' and <= (byte)'9', ..];
        if (isCounted && canBeCounted)
            stream.Write(Encoding.ASCII.GetBytes($"{message.Length} "));
        stream.Write(message);
        stream.WriteByte((byte)'\n');
    }

    private static List<string> Bodies(string stream, SyslogOptions? options = null) =>
        [.. All(new SyslogDecoder(options), Encoding.UTF8.GetBytes(stream)).Select(static shown => shown[(shown.IndexOf("\nbody ", StringComparison.Ordinal) + 6)..])];

    private static int Take(SyslogDecoder decoder, ReadOnlyMemory<byte> input, List<string> events)
    {
        LogEvent logEvent = new();
        for (int used = 0; ;)
        {
            DecodeStatus status = decoder.Decode(input[used..], logEvent, out int consumed, out _);
            used += consumed;
            if (status != DecodeStatus.Event)
                return used;
            events.Add(CorpusMessage.Show(logEvent));
        }
    }
}
