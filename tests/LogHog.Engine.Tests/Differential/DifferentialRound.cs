using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tests.Differential;

/// <summary>One log in memory and in files, and the queries about it, in every state of the index.</summary>
internal sealed class DifferentialRound : IDisposable
{
    private readonly int _seed;
    private readonly DifferentialTally _tally;
    private readonly Random _random;
    private readonly MemoryRowSource _memory;
    private readonly LogTree _files;
    private readonly FolderIndexes _indexes;
    private readonly QueryGrammar _grammar;
    private readonly ValueSamples _samples;

    public DifferentialRound(int seed, DifferentialTally tally)
    {
        _seed = seed;
        _tally = tally;
        _random = new Random(seed);
        // Now and then few and long events: files of many blocks, without many rows to compare.
        bool isLong = _random.Next(5) == 0;
        RandomLog log = RandomLog.Create(_random, isLong ? 900 : _random.Next(200, 2500), isLong ? 30_000 : 0);
        _memory = log.ToMemory();
        _files = new LogTree(_random, log);
        _indexes = new FolderIndexes(_files.Folder);
        _samples = new ValueSamples(_random, _memory.Rows);
        _grammar = new QueryGrammar(_random, _samples);
    }

    public void Ask(int queries)
    {
        List<Asked> asked = [.. Enumerable.Range(1, queries).Select(NaiveAnswer)];
        _indexes.DeleteSome(_random);
        _files.Grow();
        Compare("partial index", asked, _indexes.Source);
        _indexes.Make();
        Compare("whole index", asked, _indexes.Source);
        _indexes.Damage(_random);
        Compare("index damaged while it is open", asked[..(queries / 2)], _indexes.Source);
        _indexes.Reopen();
        Compare("damaged index", asked[(queries / 2)..], _indexes.Source);
        _indexes.Make();
        Compare("index mended", asked[..(queries / 4)], _indexes.Source);
        _indexes.Delete();
        Compare("no index", asked, _indexes.Source);
    }

    public void Dispose()
    {
        _indexes.Dispose();
        _files.Dispose();
    }

    private Asked NaiveAnswer(int number)
    {
        RandomQuery query = _grammar.Next();
        TimeBounds time = RandomTime();
        Answer naive = Answer.To(query.Unlimited, time, _memory);
        _tally.Asked(naive);
        return new Asked(number, query, time, naive);
    }

    private void Compare(string state, List<Asked> all, Func<FolderSource> source)
    {
        foreach (Asked asked in all)
        {
            FolderSource files = source();
            string? difference = Answer.To(asked.Query.Text, asked.Time, files).Differs(asked.Query, asked.Naive);
            if (difference is not null)
            {
                Assert.Fail($"""
                    {asked.Query.Text}
                      from {asked.Time.FromUnixNs} to {asked.Time.ToUnixNs}, {state}, query {asked.Number} of this log: {difference}
                      replay: LOGHOG_TEST_SEED={_seed} LOGHOG_DIFFERENTIAL_COUNT=1 artifacts/bin/LogHog.Engine.Tests/release/LogHog.Engine.Tests -class '*DifferentialTests'
                    """);
            }

            Assert.Empty(files.Problems);
            _tally.Agreed();
        }
    }

    private TimeBounds RandomTime()
    {
        if (_random.Next(2) == 0)
            return TimeBounds.All;
        long a = _samples.UnixNs(), b = _samples.UnixNs();
        return new TimeBounds(Math.Min(a, b), Math.Max(a, b));
    }

    private sealed record Asked(int Number, RandomQuery Query, TimeBounds Time, Answer Naive);
}
