using LogHog.Protocols.Events;
using LogHog.Protocols.Syslog;
using LogHog.Protocols.Tests.Streams;
using LogHog.TestKit;
using Frames = LogHog.Protocols.Tests.LogHogV1.Frames;

namespace LogHog.Protocols.Tests.Syslog;

public sealed class SyslogFuzzTests
{
    private static readonly byte[] Tokens = [.. "<>[]()\"\\:= -.0123456789+ZT,%*\n\r{}|/"u8, 0x00, 0x80, 0xBB, 0xC3, 0xED, 0xEF, 0xFF];

    private static readonly byte[] Compressed = [(byte)'z', .. Frames.Zlib([.. "<13>a: "u8, .. new byte[500]])];

    /// <summary>Mutated messages of the corpus, alone and as a stream: always an event, with nothing of the message lost that it does not name.</summary>
    [Fact]
    public void Damaged_syslog_becomes_an_event()
    {
        Random random = SeededRandom.Create();
        SyslogDecoder decoder = new(new SyslogOptions { MessageBytesMax = 2048, FieldsMax = 64, Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") });
        LogEvent logEvent = new();
        byte[] input = new byte[8192];
        for (int round = 0; round < Mutations.Rounds; round++)
        {
            Memory<byte> mutated = Mutate(random, input);
            decoder.ReceivedUnixNs = random.NextInt64(0, long.MaxValue / 2);
            long before = GC.GetAllocatedBytesForCurrentThread();
            DecodeStatus status = round % 2 == 0 ? decoder.DecodeDatagram(mutated, logEvent, out _) : DecodeStream(decoder, mutated, logEvent);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= Mutations.BytesMax(mutated.Length), $"{allocated} for {mutated.Length}");
            Assert.True(status != DecodeStatus.Event || logEvent.Fields.Count <= 64 + 8);
        }
    }

    [Fact]
    public void Structured_data_without_end_cost_what_their_bytes_do()
    {
        SyslogDecoder decoder = new();
        byte[] datagram = [.. "<13>1 - - - - - ["u8, .. Enumerable.Repeat((byte)'i', 64), .. Enumerable.Repeat(" a=\"\""u8.ToArray(), 12_000).SelectMany(static one => one)];
        LogEvent logEvent = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        decoder.DecodeDatagram(datagram, logEvent, out _);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, Mutations.BytesMax(datagram.Length));
        Assert.Equal(logEvent.Body.Length, datagram.Length - "<13>1 - - - - - "u8.Length);
    }

    [Fact]
    public void Known_shapes_cost_no_memory()
    {
        // Another zone is asked once in a quarter of an hour, and that costs .NET some memory.
        SyslogDecoder decoder = new();
        LogEvent logEvent = new();
        byte[][] messages = [.. CorpusMessage.All.Select(static one => one.Bytes)];
        for (int warmUp = 0; warmUp < 3; warmUp++)
            DecodeAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        DecodeAll();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);

        void DecodeAll()
        {
            foreach (byte[] message in messages)
            {
                decoder.ReceivedUnixNs = CorpusMessage.All[0].ReceivedUnixNs;
                decoder.DecodeDatagram(message, logEvent, out _);
            }
        }
    }

    private static DecodeStatus DecodeStream(SyslogDecoder decoder, ReadOnlyMemory<byte> rest, LogEvent logEvent)
    {
        while (true)
        {
            DecodeStatus status = decoder.Decode(rest, logEvent, out int consumed, out _);
            rest = rest[consumed..];
            if (status == DecodeStatus.NeedMore)
                return decoder.DecodeEnd(rest, isLate: false, logEvent, out _);
            if (status == DecodeStatus.Broken)
                return status;
            if (consumed == 0)
                Assert.Fail("nothing consumed");
        }
    }

    private static Memory<byte> Mutate(Random random, byte[] input)
    {
        byte[] message = random.Next(32) == 0 ? Compressed : CorpusMessage.All[random.Next(CorpusMessage.All.Count)].Bytes;
        int length = Math.Min(message.Length, input.Length);
        message.AsSpan(0, length).CopyTo(input);
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            int at = random.Next(length);
            switch (random.Next(4))
            {
                case 0:
                    input[at] = (byte)random.Next(256);
                    break;
                case 1:
                    length = Math.Max(1, at);
                    break;
                case 2:
                    // Another message's end.
                    byte[] other = CorpusMessage.All[random.Next(CorpusMessage.All.Count)].Bytes;
                    int from = random.Next(other.Length), count = Math.Min(other.Length - from, input.Length - at);
                    other.AsSpan(from, count).CopyTo(input.AsSpan(at));
                    length = Math.Max(1, at + count);
                    break;
                default:
                    input[at] = Tokens[random.Next(Tokens.Length)];
                    break;
            }
        }

        return input.AsMemory(0, length);
    }
}
