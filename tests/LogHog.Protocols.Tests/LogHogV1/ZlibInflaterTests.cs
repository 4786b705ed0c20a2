using System.Buffers;
using System.IO.Compression;
using System.Text;
using LogHog.Protocols.Compression;
using LogHog.Protocols.LogHogV1;
using LogHog.TestKit;

namespace LogHog.Protocols.Tests.LogHogV1;

public sealed class ZlibInflaterTests
{
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Gives_back_what_zlib_has_compressed(CompressionLevel level)
    {
        Random random = SeededRandom.Create();
        foreach (int size in (int[])[1, 2, 3, 10, 300, 5000, 40_000, 70_000, 300_000])
        {
            foreach (int alphabet in (int[])[1, 2, 20, 256])
            {
                byte[] text = new byte[size];
                for (int i = 0; i < size; i++)
                    text[i] = i > 50 && random.Next(3) > 0 ? text[i - random.Next(1, 50)] : (byte)random.Next(alphabet);
                Assert.Equal(text, Inflate(Frames.Zlib(text, level), text.Length));
            }
        }
    }

    [Fact]
    public void No_damage_goes_unnoticed()
    {
        Random random = SeededRandom.Create();
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(i => $"order {i * 7919} failed; ")));
        byte[][] seeds = [Frames.Zlib(text), Frames.Zlib(text[..40]), Frames.Zlib(text, CompressionLevel.NoCompression)];
        for (int i = 0; i < 2000; i++)
        {
            byte[] stream = (byte[])seeds[random.Next(seeds.Length)].Clone();
            stream[random.Next(stream.Length)] ^= (byte)(1 << random.Next(8));
            byte[]? inflated = Inflate(stream, 1 << 20);
            // Padding bits between blocks mean nothing; all else is under the checksum.
            if (inflated is not null)
                Assert.Contains(seeds, seed => inflated.AsSpan().SequenceEqual(Inflate(seed, 1 << 20)));
        }
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] stream = Frames.Zlib(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("hello world, ", 30))));
        for (int length = 0; length < stream.Length; length++)
            Assert.Null(Inflate(stream[..length], 1 << 20));
    }

    [Fact]
    public void Bytes_behind_the_stream_are_refused()
    {
        byte[] stream = Frames.Zlib("hello"u8.ToArray());
        Assert.NotNull(Inflate(stream, 100));
        Assert.Null(Inflate([.. stream, 0], 100));
        Assert.Null(Inflate([.. stream, .. stream], 100));
        Assert.Null(Inflate([.. stream[..^4], 0, .. stream[^4..]], 100));
    }

    [Fact]
    public void A_wrong_checksum_is_refused()
    {
        byte[] stream = Frames.Zlib("hello"u8.ToArray());
        stream[^1] ^= 1;
        Assert.Null(Inflate(stream, 100));
    }

    [Theory]
    [InlineData(new byte[] { 0x78, 0x9D })] // check bits
    [InlineData(new byte[] { 0x79, 0x9A })] // method 9
    [InlineData(new byte[] { 0x88, 0x98 })] // a window of 64 KiB
    [InlineData(new byte[] { 0x78, 0xBB })] // a preset dictionary
    [InlineData(new byte[] { 0x1F, 0x8B })] // gzip
    public void A_header_that_is_not_zlibs_is_refused(byte[] header)
    {
        byte[] stream = Frames.Zlib("hello"u8.ToArray());
        header.CopyTo(stream, 0);
        Assert.Null(Inflate(stream, 100));
    }

    [Fact]
    public void A_payload_of_the_limit_is_taken_and_one_byte_more_is_not()
    {
        byte[] payload = Encoding.UTF8.GetBytes(Frames.With("\"x\":\"" + new string('x', 5000) + "\""));
        byte[] frame = Frames.Of(Frames.Zlib(payload), 1);
        Assert.Equal(RejectReason.None, Reason(new LogHogLimits { InflatedBytesMax = payload.Length }));
        Assert.Equal(RejectReason.InflatedTooLarge, Reason(new LogHogLimits { InflatedBytesMax = payload.Length - 1 }));
        Assert.Equal(RejectReason.InflateRatioTooHigh, Reason(new LogHogLimits { InflateRatioMax = 10 }));

        RejectReason Reason(LogHogLimits limits) => Frames.Decode(frame, limits).Reason;
    }

    [Fact]
    public void A_bomb_is_refused_without_being_unfolded()
    {
        byte[] bomb = Frames.Of(Frames.Zlib(new byte[100 << 20]), 1);
        Assert.True(bomb.Length < 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(RejectReason.InflatedTooLarge, Frames.Decode(bomb).Reason);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 << 20);
    }

    [Fact]
    public void A_flag_without_compression_is_refused() =>
        Assert.Equal(RejectReason.BadCompression, Frames.Decode(Frames.Of(Frames.Minimal, 1)).Reason);

    private static byte[]? Inflate(byte[] stream, int bytesMax)
    {
        byte[]? buffer = null;
        InflateStatus status = ZlibInflater.Inflate(stream, bytesMax, ref buffer, out int written);
        byte[]? text = status == InflateStatus.Done ? buffer!.AsSpan(0, written).ToArray() : null;
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }
}
