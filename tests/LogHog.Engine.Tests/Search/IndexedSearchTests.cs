using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Differential;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

/// <summary>Random queries on random logs: the answer with an index, whatever is left of it, is the one without.</summary>
public sealed class IndexedSearchTests
{
    private const int Queries = 25;

    [Theory]
    [InlineData(IndexState.Whole)]
    [InlineData(IndexState.Partial)]
    [InlineData(IndexState.Damaged)]
    [InlineData(null)]
    public void Answers_as_without_an_index(object? state)
    {
        Random random = SeededRandom.Create();
        RandomLog log = RandomLog.Create(random, 1500, random.Next(2) == 0 ? 300 : 0);
        using var tree = new LogTree(random, log);
        var samples = new ValueSamples(random, log.ToMemory().Rows);
        var grammar = new QueryGrammar(random, samples);
        int found = 0;
        int chunks = 0;
        for (int i = 0; i < Queries; i++)
        {
            RandomQuery query = grammar.Next();
            long a = samples.UnixNs(), b = samples.UnixNs();
            TimeBounds time = random.Next(2) == 0 ? TimeBounds.All : new TimeBounds(Math.Min(a, b), Math.Max(a, b));
            Answer without = Answer.To(query.Unlimited, time, new FolderSource(tree.Folder, TimeProvider.System));
            using var indexes = new TestIndexes(tree.Folder, random, _ => (IndexState?)state ?? (IndexState)random.Next(4));
            var source = new FolderSource(tree.Folder, TimeProvider.System, indexes.Find);

            string? difference = Answer.To(query.Text, time, source).Differs(query, without);

            Assert.True(difference is null, $"{query.Text}\n from {time.FromUnixNs} to {time.ToUnixNs}: {difference}");
            Assert.Empty(source.Problems);
            found += without.Count > 0 && without.Error is null ? 1 : 0;
            chunks += indexes.Chunks;
        }

        Assert.True(found > Queries / 4 && chunks > Queries, $"{found} queries found something, in {chunks} chunks");
    }
}
