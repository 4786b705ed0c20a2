using LogHog.Engine.Configuration;
using LogHog.Engine.Index;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

/// <summary>A chunk with damage anywhere says so, or gives the answers that it gave before.</summary>
public sealed class ChunkDamageTests
{
    [Fact]
    public void A_flipped_bit_is_found_or_changes_no_answer()
    {
        Random random = SeededRandom.Create();
        using var file = new ChunkFile(ChunkFile.RandomText(random, LineFormatKind.Standard, 400));
        string[] answers = Answers(file);
        int found = 0;
        for (int i = 0; i < 600; i++)
        {
            byte[] damaged = [.. file.Record];
            // Half of them in the header, which is a small part.
            int at = random.Next(i % 2 == 0 ? damaged.Length : Math.Min(damaged.Length, 400));
            damaged[at] ^= (byte)(1 << random.Next(8));
            found += CheckAnswers(file, damaged, answers);
        }

        Assert.True(found > 500);
    }

    [Fact]
    public void Overwritten_and_moved_bytes_are_found_or_change_no_answer()
    {
        Random random = SeededRandom.Create();
        using var file = new ChunkFile(ChunkFile.RandomText(random, LineFormatKind.Json, 400));
        string[] answers = Answers(file);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. file.Record];
            int at = random.Next(damaged.Length);
            int length = random.Next(Math.Min(5000, damaged.Length - at));
            switch (random.Next(3))
            {
                case 0: random.NextBytes(damaged.AsSpan(at, length)); break;
                case 1: damaged.AsSpan(at, length).Clear(); break;
                default: damaged.AsSpan(at, length).CopyTo(damaged.AsSpan(random.Next(damaged.Length - length))); break;
            }

            CheckAnswers(file, damaged, answers);
        }
    }

    [Fact]
    public void A_record_that_ends_too_early_is_found_wherever_it_ends()
    {
        Random random = SeededRandom.Create();
        using var file = new ChunkFile(ChunkFile.RandomText(random, LineFormatKind.Standard, 50));
        for (int i = 0; i < 200; i++)
        {
            file.Write(file.Record.AsSpan(0, random.Next(file.Record.Length)));
            Assert.Throws<IndexDamageException>(() => Chunk.Open(file.File, 0));
        }
    }

    [Fact]
    public void A_header_that_is_sealed_but_nonsense_is_refused_without_much_memory()
    {
        Random random = SeededRandom.Create();
        using var file = new ChunkFile(ChunkFile.RandomText(random, LineFormatKind.Standard, 100));
        int headerBytes = BitConverter.ToInt32(file.Record, 8);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            byte[] damaged = [.. file.Record];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                damaged[random.Next(ChunkHeader.StartBytes, headerBytes - 4)] = (byte)random.Next(256);
            BitConverter.TryWriteBytes(damaged.AsSpan(headerBytes - 4), LogHog.Engine.Durability.Journal.Crc32C.Of(damaged.AsSpan(0, headerBytes - 4)));
            file.Write(damaged);
            try
            {
                ReadAll(file, static _ => { });
            }
            catch (IndexDamageException)
            {
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000L * 40 * file.Record.Length);
    }

    /// <returns>1: the damage was found.</returns>
    private static int CheckAnswers(ChunkFile file, byte[] damaged, string[] answers)
    {
        file.Write(damaged);
        int at = 0;
        try
        {
            ReadAll(file, answer => Assert.Equal(answers[at++], answer));
            Assert.Equal(answers.Length, at);
            return 0;
        }
        catch (IndexDamageException)
        {
            return 1;
        }
    }

    private static string[] Answers(ChunkFile file)
    {
        List<string> answers = [];
        ReadAll(file, answers.Add);
        return [.. answers];
    }

    /// <summary>Every answer that a chunk can give; of the words, whether it has a hundred that it has, and a hundred others.</summary>
    private static void ReadAll(ChunkFile file, Action<string> answer)
    {
        var scratch = new IndexScratch();
        foreach (Chunk chunk in file.Open())
        {
            answer($"{chunk.TextOffset} {chunk.TextBytes} {chunk.Events} {chunk.MinTime} {chunk.MaxTime} {chunk.TimeBefore} {chunk.TimeAfter} {chunk.FileTimeEvents} {chunk.FieldsAreComplete}");
            answer(string.Join(';', chunk.Blocks(scratch).ToArray()));
            long[] times = new long[chunk.Events];
            chunk.ReadTimes(0, times, scratch);
            answer(string.Join(';', times));
            foreach (IndexedField field in chunk.Fields)
                answer(field + Values(chunk.Column(field.Name, scratch), chunk.Events));
            answer(Values(chunk.Shapes(scratch), chunk.Events));
            for (ulong i = 0; i < 200; i++)
                answer($"{chunk.BlocksWithWord((i * 0x9E3779B97F4A7C15) | 1, scratch)}");
            scratch.Clear();
        }
    }

    private static string Values(DictionaryColumn? column, int events)
    {
        if (column is null)
            return "none";
        ushort[] ids = new ushort[events];
        column.ReadIds(0, ids);
        return string.Join(';', ids.Select(id => Convert.ToHexString(column.Value(id).Span) + column.EventsWith(id)));
    }
}
