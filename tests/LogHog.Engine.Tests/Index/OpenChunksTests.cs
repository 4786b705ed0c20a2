using LogHog.Engine.Index;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

public sealed class OpenChunksTests
{
    [Fact]
    public void A_fast_file_is_indexed_no_more_than_twice()
    {
        (long text, long work, _) = Grow(static open => Math.Max(OpenChunks.StepBytesMin, open), isSettled: false);

        Assert.InRange(work, text, 2 * text);
    }

    [Fact]
    public void A_slow_file_has_few_chunks_and_is_indexed_few_times()
    {
        Random random = SeededRandom.Create();
        (long text, long work, int chunksMax) = Grow(_ => random.Next(100, 20_000), isSettled: false);

        Assert.InRange(work, text, 8 * text);
        Assert.InRange(chunksMax, 2, 16);
    }

    [Fact]
    public void A_file_that_rests_for_long_has_one_open_chunk() => Assert.Equal(1, Grow(static _ => 5000, isSettled: true).ChunksMax);

    /// <summary>Text up to a whole chunk, in steps.</summary>
    private static (long Text, long Work, int ChunksMax) Grow(Func<long, long> step, bool isSettled)
    {
        List<SidecarRecord> open = [];
        (long text, long work, int chunksMax) = (0, 0, 0);
        while (text < ChunkBuilder.TextBytesMax)
        {
            text += step(text);
            long start = OpenChunks.StartOf(open, 0, text, isSettled);
            Assert.True(start == 0 || open.Exists(chunk => chunk.TextEnd == start), "a chunk begins where another ends");
            open.RemoveAll(chunk => chunk.TextOffset >= start);
            open.Add(new SidecarRecord(RecordKind.Chunk, 0, start, (int)(text - start), 0, null));
            work += text - start;
            chunksMax = Math.Max(chunksMax, open.Count);
        }

        return (text, work, chunksMax);
    }
}
