using LogHog.Engine.Query;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Differential;
using LogHog.Engine.Tests.Query;
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

    [Theory]
    [InlineData("*")]
    [InlineData("error | fields _time, _msg, host")]
    [InlineData("\"of no format\" | stats by (_time:1h, host) count() n")]
    [InlineData("!error | stats by (level, _stream) count() n")]
    [InlineData("~\"err.*format\" _time:>2026-11-18T06:00:00Z")]
    [InlineData("* | stats by (app, module) count() n, count_uniq(host) h")]
    [InlineData("status:500 or *mat* | sort by (_time desc, _msg) limit 100000")]
    [InlineData("* | sort by (_time) limit 100000 | fields _time, _msg")]
    [InlineData("~\"[a-z]{3,}=[0-9]{3}\" | stats by (level) count() n")]
    [InlineData("~\"[a-z]{5} [0-9] of\"")]
    [InlineData("* | pack_json fields (status, level, app, host) as p | fields p")]
    [InlineData("* | pack_logfmt fields (us*, st*, level, module) as p | fields p")]
    public void Finds_lines_of_no_format_as_without_an_index(string query)
    {
        Random random = SeededRandom.Create();
        using var tree = new LogTree(random, RandomLog.Create(random, 600, 100));
        AddLinesOfNoFormat(tree, random);
        List<string> without = Sorted(query, new FolderSource(tree.Folder, TimeProvider.System));
        for (int i = 0; i < 5; i++)
        {
            using var indexes = new TestIndexes(tree.Folder, random, _ => (IndexState)random.Next(4));

            Assert.Equal(without, Sorted(query, new FolderSource(tree.Folder, TimeProvider.System, indexes.Find)));
        }

        Assert.NotEmpty(without);
    }

    private static List<string> Sorted(string query, FolderSource source) =>
        [.. RowCollector.Run(query, source).Select(RowCollector.Text).Order(StringComparer.Ordinal)];

    /// <summary>In live files, also at their start: lines without a time, empty ones, and lines that go on an event.</summary>
    private static void AddLinesOfNoFormat(LogTree tree, Random random)
    {
        foreach (string path in Directory.GetFiles(tree.Path, "*.log", SearchOption.AllDirectories))
        {
            DateTime writtenAt = File.GetLastWriteTimeUtc(path);
            List<string> lines = [.. File.ReadAllLines(path)];
            for (int i = random.Next(6); i > 0; i--)
                lines.Insert(random.Next(3) == 0 ? 0 : random.Next(lines.Count + 1), random.Next(3) switch { 0 => "", 1 => "\tand more", _ => $"error {i} of no format, status=500" });
            File.WriteAllLines(path, lines);
            File.SetLastWriteTimeUtc(path, writtenAt);
        }
    }
}
