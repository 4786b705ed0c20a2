using System.IO.Compression;
using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.Gelf;
using LogHog.Protocols.Tests.LogHogV1;
using LogHog.Protocols.Tests.Streams;

namespace LogHog.Protocols.Tests.Gelf;

public sealed class GelfTransportTests
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes(
        """{"version":"1.1","host":"h","short_message":"é€😀 \ud83d\ude00","timestamp":1385053862.5,"level":4,"_a":{"b":[1,{"c":null}]},"_n":-1.5e+3}""");

    private static readonly byte[] Stream = [.. Message, 0, .. "\n"u8, .. "not json"u8, 0, 0, .. """{"short_message":"second","_x":1}"""u8, 0];

    private static readonly byte[] Tokens = [.. "{}[]\",:\\u0eE+-.tfn_ \n\r"u8, 0x00, 0x1E, 0x0F, 0x1F, 0x8B, 0x78, 0x80, 0xC3, 0xFF];

    private readonly ManualTime _time = new();
    private readonly LogEvent _event = new();

    [Fact]
    public void Messages_of_a_stream_end_with_NUL_and_a_bad_one_costs_only_itself()
    {
        MemoryConnection connection = new MemoryConnection(new GelfDecoder()).Send(Stream);

        Assert.Equal(3, connection.Seen.Count);
        Assert.Contains("é€😀 😀", connection.Seen[0], StringComparison.Ordinal);
        Assert.Equal(nameof(RejectReason.BadJson), connection.Seen[1]);
        Assert.Contains("second", connection.Seen[2], StringComparison.Ordinal);
        Assert.Equal(0, connection.RestBytes);
    }

    [Fact]
    public void A_stream_may_come_in_any_pieces() => Mutations.AssertSplitsDoNotMatter(Stream, () => new GelfDecoder(), null);

    /// <summary>As <c>echo '{…}' | nc</c> sends it. What is no whole message stays none.</summary>
    [Theory]
    [InlineData("""{"short_message":"m"}""", true)]
    [InlineData("{\"short_message\":\"m\"}\n", true)]
    [InlineData("""{"short_message":"m""", false)]
    [InlineData("""{"short_message":"m"} {"short_message":"n"}""", false)]
    public void The_end_of_a_stream_ends_its_last_message(string rest, bool isMessage)
    {
        DecodeStatus status = new GelfDecoder().DecodeEnd(Encoding.UTF8.GetBytes(rest), isLate: false, _event, out RejectReason reason);

        Assert.Equal((isMessage ? DecodeStatus.Event : DecodeStatus.Rejected, RejectReason.None), (status, reason));
        Assert.Equal(isMessage ? "m" : "", isMessage ? Encoding.UTF8.GetString(_event.Body.Span) : "");
    }

    [Fact]
    public void A_message_beyond_the_limit_ends_the_stream_before_it_is_all_there()
    {
        MemoryConnection connection = new MemoryConnection(new GelfDecoder(new GelfLimits { MessageBytesMax = 100 })).Send(Message.AsSpan(0, 101));

        Assert.Equal([nameof(RejectReason.FrameTooLarge)], connection.Seen);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void Damaged_streams_do_no_harm() => Mutations.RunStream([Stream], Tokens, new GelfDecoder(), null);

    [Fact]
    public void Datagrams_are_plain_gzip_or_zlib()
    {
        GelfDatagramDecoder decoder = Decoder();

        string plain = Take(decoder, Message);
        Assert.Equal(plain, Take(decoder, Gzip(Message)));
        Assert.Equal(plain, Take(decoder, Frames.Zlib(Message)));
        Assert.Contains("😀", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void Chunks_may_come_in_any_order_twice_and_mixed()
    {
        GelfDatagramDecoder decoder = Decoder();
        byte[][] one = Chunks(Gzip(Message), 1, 50);
        byte[][] two = Chunks(Message, 2, 40);
        Assert.True(one.Length > 2 && two.Length > 2);

        byte[][] mixed = [.. one[1..].Reverse(), .. two[1..], one[^1], two[^1]];
        Assert.All(mixed, chunk => Assert.Equal("NeedMore", Take(decoder, chunk)));

        Assert.Contains("😀", Take(decoder, one[0]), StringComparison.Ordinal);
        Assert.Contains("😀", Take(decoder, two[0]), StringComparison.Ordinal);
        Assert.Equal(0, decoder.TakeAbandoned(out _));
    }

    [Fact]
    public void What_is_not_complete_after_five_seconds_is_given_up_and_counted()
    {
        GelfDatagramDecoder decoder = Decoder();
        byte[][] chunks = Chunks(Message, 1, 40);
        foreach (byte[] chunk in chunks[1..])
            Take(decoder, chunk);

        _time.Now += TimeSpan.FromSeconds(5);
        Assert.Equal(0, decoder.TakeAbandoned(out _));
        _time.Now += TimeSpan.FromMilliseconds(1);

        Assert.Equal(1, decoder.TakeAbandoned(out RejectReason reason));
        Assert.Equal(RejectReason.ChunksMissing, reason);
        Assert.Equal("NeedMore", Take(decoder, chunks[0]));
    }

    [Fact]
    public void Half_finished_messages_are_bounded_in_number_and_in_bytes()
    {
        GelfLimits limits = new() { ChunkedMessagesMax = 10, ChunkedBytesMax = 5_000 };
        GelfChunks chunks = new(limits, _time);
        for (int id = 0; id < 100; id++)
        {
            chunks.Add(Chunks(new byte[4_000], id, 1_000)[1], out _, out _);
            Assert.InRange(chunks.Count, 0, 10);
            Assert.InRange(chunks.Bytes, 0, 5_000);
        }

        Assert.Equal(100 - chunks.Count, chunks.TakeAbandoned());
        Assert.Equal(5, chunks.Count);
    }

    [Theory]
    [InlineData("1e0f")]
    [InlineData("1e0f00000000000000010002")]
    [InlineData("1e0f0000000000000001020278")]
    [InlineData("1e0f0000000000000001000078")]
    [InlineData("1e0f0000000000000001008178")]
    public void A_chunk_with_a_wrong_header_is_refused(string hex) => Assert.Equal(nameof(RejectReason.BadChunk), Take(Decoder(), Convert.FromHexString(hex)));

    [Fact]
    public void Chunks_of_one_message_agree_on_their_number()
    {
        GelfDatagramDecoder decoder = Decoder();
        Take(decoder, Chunks(Message, 1, 40)[0]);

        Assert.Equal(nameof(RejectReason.BadChunk), Take(decoder, Chunks(Message, 1, 20)[1]));
    }

    [Fact]
    public void A_bomb_is_not_unfolded()
    {
        byte[] bomb = Gzip(Encoding.UTF8.GetBytes("{\"short_message\":\"" + new string('x', 20 << 20) + "\"}"));

        Assert.Equal(nameof(RejectReason.InflateRatioTooHigh), Take(Decoder(), bomb));
        Assert.Equal(nameof(RejectReason.InflatedTooLarge), Take(new GelfDatagramDecoder(new GelfLimits { InflateRatioMax = 2000, InflatedBytesMax = 1 << 20 }, _time), bomb));
    }

    [Fact]
    public void Every_truncation_and_every_tail_of_gzip_is_refused()
    {
        byte[] packed = Gzip(Message);
        GelfDatagramDecoder decoder = Decoder();
        for (int length = 3; length < packed.Length; length++)
            Assert.Equal(nameof(RejectReason.BadCompression), Take(decoder, packed[..length]));
        Assert.Equal(nameof(RejectReason.BadCompression), Take(decoder, [.. packed, 1, 2, 3]));
    }

    [Fact]
    public void Damaged_datagrams_do_no_harm()
    {
        GelfDatagramDecoder decoder = Decoder();
        byte[][] samples = [Message, Gzip(Message), Frames.Zlib(Message), .. Chunks(Message, 7, 60), .. Chunks(Gzip(Message), 8, 60)];
        Mutations.Run(samples, Tokens, datagram => decoder.DecodeDatagram(datagram, _event, out _));
    }

    private GelfDatagramDecoder Decoder() => new(new GelfLimits(), _time);

    private string Take(GelfDatagramDecoder decoder, byte[] datagram)
    {
        DecodeStatus status = decoder.DecodeDatagram(datagram, _event, out RejectReason reason);
        return status == DecodeStatus.Event ? EventText.Of(_event) : status == DecodeStatus.NeedMore ? "NeedMore" : reason.ToString();
    }

    private static byte[] Gzip(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(text);
        return packed.ToArray();
    }

    private static byte[][] Chunks(byte[] message, int id, int bytes)
    {
        byte[][] parts = [.. message.Chunk(bytes)];
        return [.. parts.Select((part, number) => (byte[])[0x1E, 0x0F, 0, 0, 0, 0, 0, 0, 0, (byte)id, (byte)number, (byte)parts.Length, .. part])];
    }

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
