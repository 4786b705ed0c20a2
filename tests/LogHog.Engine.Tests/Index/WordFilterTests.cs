using LogHog.Engine.Index;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Index;

public sealed class WordFilterTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(1, 40_000)]
    [InlineData(3, 1000)]
    [InlineData(64, 3000)]
    [InlineData(64, 20)]
    public void Knows_each_word_of_each_block_and_is_wrong_about_others_less_than_once_in_two_hundred(int blocks, int words)
    {
        Random random = SeededRandom.Create();
        var builder = new WordFilterBuilder();
        builder.Begin();
        ulong[][] hashes = [.. Enumerable.Range(0, blocks).Select(_ => Enumerable.Range(0, words).Select(_ => Hash(random)).ToArray())];
        foreach (ulong[] block in hashes)
        {
            foreach (ulong hash in block)
                builder.Add(hash);
            builder.EndBlock();
        }

        var pages = new SectionWriter();
        WordFilterLayout layout = builder.Write(pages, 128 << 20, seed: 1);

        Assert.True(layout.IsValid(blocks));
        Assert.Equal(layout.Bytes, pages.Length);
        for (int b = 0; b < blocks; b++)
            Assert.DoesNotContain(hashes[b], hash => ((Ask(pages, layout, hash) >> b) & 1) == 0);
        const int asked = 40_000;
        long wrong = 0;
        for (int i = 0; i < asked; i++)
            wrong += (long)ulong.PopCount(Ask(pages, layout, Hash(random)));
        Assert.InRange(wrong, 0, (long)asked * blocks / 200);
    }

    private static ulong Hash(Random random) => (ulong)random.NextInt64(long.MinValue, long.MaxValue) | 1;

    private static ulong Ask(SectionWriter pages, WordFilterLayout layout, ulong hash) =>
        WordPage.BlocksWith(pages.Written.Slice(layout.PageOf(hash) * layout.PageBytes, layout.PageBytes), hash, layout);
}
