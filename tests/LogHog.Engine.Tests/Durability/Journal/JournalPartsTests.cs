using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Durability.Journal;

public sealed class JournalPartsTests
{
    [Fact]
    public void Crc_is_the_one_of_the_standard()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8)); // the usual check value of CRC-32C
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32])); // RFC 3720 B.4
    }

    [Fact]
    public void A_batch_reads_back_as_it_was_written()
    {
        JournalBatch batch = JournalBench.Batch(("app/root.log", "one\ntwo\n"), ("ä.log", "")) with { Client = "web01", Sequence = long.MaxValue };
        byte[] payload = new byte[BatchCodec.Measure(batch)];
        BatchCodec.Write(batch, payload);
        NameTable names = new();
        Assert.True(BatchCodec.TryRead(payload, 7, "segment-0001", 100, names, out BatchPlace read));
        Assert.Equal((7, "segment-0001", batch.Client, batch.Sequence), (read.Lsn, read.Segment, read.Client, read.Sequence));
        Assert.Equal(batch.Parts.Select(p => (p.File, p.Events, p.Lines.Length)), read.Parts.Select(p => (p.File, p.Events, p.Length)));
        Assert.Equal("one\ntwo\n"u8, payload.AsSpan(read.Parts[0].Offset - 100, read.Parts[0].Length));
        for (int size = 0; size < payload.Length; size++)
            Assert.False(BatchCodec.TryRead(payload.AsSpan(0, size), 7, "segment-0001", 100, names, out _));
    }

    [Fact]
    public void Any_flipped_bit_of_a_record_is_noticed()
    {
        byte[] payload = "payload"u8.ToArray();
        byte[] bytes = new byte[JournalRecord.TotalBytesOf(payload.Length)];
        payload.CopyTo(bytes, JournalRecord.HeaderBytes);
        JournalRecord record = new(RecordKind.Batch, 3, 42, 41, payload.Length, Crc32C.Of(payload));
        record.WriteHeader(bytes, salt: 77);
        Assert.True(JournalRecord.TryRead(bytes, 77, out JournalRecord read));
        Assert.Equal(record, read);
        Assert.False(JournalRecord.TryRead(bytes, 78, out _));
        for (int bit = 0; bit < (JournalRecord.HeaderBytes + payload.Length) * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(JournalRecord.TryRead(bytes, 77, out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Ranges_of_sequences_agree_with_a_set()
    {
        Random random = SeededRandom.Create();
        SequenceRanges ranges = new();
        HashSet<long> set = [];
        for (int n = 0; n < 5000; n++)
        {
            long sequence = random.Next(1, 100);
            ranges.Add(sequence);
            set.Add(sequence);
            Assert.All(Enumerable.Range(0, 101), s => Assert.Equal(set.Contains(s), ranges.Contains(s)));
            if (set.Count == 99)
                break;
        }
        Assert.Equal([(1, 99)], ranges.Ranges);
    }

    [Fact]
    public void Too_many_holes_forget_the_oldest_and_say_so()
    {
        ClientSequences clients = new(clientsMax: 10);
        for (int n = 1; n <= SequenceRanges.RangesMax + 1; n++)
            clients.Restore("c", n * 10);
        Assert.Equal(SequenceClaim.TooOld, clients.Claim("c", 10, out _));
        Assert.Equal(SequenceClaim.TooOld, clients.Claim("c", 3, out _));
        Assert.Equal(SequenceClaim.Stored, clients.Claim("c", 20, out _));
        Assert.Equal(SequenceClaim.Claimed, clients.Claim("c", 25, out _));
    }

    [Fact]
    public void The_client_not_heard_of_for_longest_is_forgotten_first()
    {
        ClientSequences clients = new(clientsMax: 2);
        clients.Restore("a", 1);
        clients.Restore("b", 1);
        clients.Restore("a", 2);
        clients.Restore("c", 1);
        Assert.Equal(SequenceClaim.Stored, clients.Claim("a", 1, out _));
        Assert.Equal(SequenceClaim.Claimed, clients.Claim("b", 1, out _));
        Assert.Equal((2, 1L), (clients.Count, clients.Forgotten));
    }

    [Fact]
    public async Task A_second_request_waits_for_the_first_and_takes_over_when_that_failed()
    {
        ClientSequences clients = new(clientsMax: 2);
        Assert.Equal(SequenceClaim.Claimed, clients.Claim("a", 1, out _));
        Assert.Equal(SequenceClaim.UnderWay, clients.Claim("a", 1, out Task? first));
        Assert.False(first!.IsCompleted);
        clients.Settle("a", 1, isStored: false);
        await first;
        Assert.Equal(SequenceClaim.Claimed, clients.Claim("a", 1, out _));
        clients.Settle("a", 1, isStored: true);
        Assert.Equal(SequenceClaim.Stored, clients.Claim("a", 1, out _));
    }

    [Fact]
    public void Waits_between_tries_double_up_to_the_longest()
    {
        RetryDelay delay = new(TimeSpan.FromSeconds(1));
        Assert.Equal([50, 100, 200, 400, 800, 1000, 1000], Enumerable.Range(0, 7).Select(_ => (int)delay.Next().TotalMilliseconds));
        delay.Reset();
        Assert.Equal(50, delay.Next().TotalMilliseconds);
    }
}
