using System.Globalization;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tests.Differential;

/// <summary>
/// Random queries on random logs: what the search over files answers, live and archived, must be what an evaluator answers that
/// runs the query over every event in memory. <c>LOGHOG_DIFFERENTIAL_COUNT</c> sets how many queries (<c>./test --torture</c>: 20,000).
/// </summary>
public sealed class DifferentialTests
{
    private const int QueriesPerLog = 100;

    private static readonly int Queries = Environment.GetEnvironmentVariable("LOGHOG_DIFFERENTIAL_COUNT") is { } count
        ? int.Parse(count, CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("LOGHOG_TORTURE") is "1" ? 20_000 : 200;

    [Fact]
    public void Answers_from_files_as_from_every_event_in_memory()
    {
        int seed = Seed();
        var tally = new DifferentialTally();
        for (int log = 0; log * QueriesPerLog < Queries; log++)
        {
            using var round = new DifferentialRound(seed + log, tally);
            for (int query = 0; query < QueriesPerLog; query++)
                round.Ask();
        }

        Console.WriteLine($"| differential: {tally}");
        Assert.True(tally.WithRows * 4 > tally.Queries, $"too few queries found anything: {tally}");
        Assert.True(tally.Errors * 20 < tally.Queries, $"too many queries were refused: {tally}");
    }

    /// <summary>A log's seed is the first one's and its number, so that a failure replays with the first log.</summary>
    private static int Seed()
    {
        int seed = Environment.GetEnvironmentVariable("LOGHOG_TEST_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        Console.WriteLine($"differential: LOGHOG_TEST_SEED={seed}");
        return seed;
    }
}

/// <summary>What was compared.</summary>
internal sealed record DifferentialTally
{
    public int Queries { get; set; }

    public int WithRows { get; set; }

    public int Errors { get; set; }

    public long Answers { get; set; }

    public override string ToString() => $"{Queries:N0} queries, {WithRows:N0} of them with rows, {Errors:N0} refused, {Answers:N0} answers compared, all equal";
}

/// <summary>One log in memory and in files, and the queries about it.</summary>
internal sealed class DifferentialRound : IDisposable
{
    private readonly int _seed;
    private readonly DifferentialTally _tally;
    private readonly Random _random;
    private readonly MemoryRowSource _memory;
    private readonly LogTree _files;
    private readonly QueryGrammar _grammar;
    private readonly ValueSamples _samples;
    private int _asked;

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
        _samples = new ValueSamples(_random, _memory.Rows);
        _grammar = new QueryGrammar(_random, _samples);
    }

    public void Ask()
    {
        RandomQuery query = _grammar.Next();
        TimeBounds time = RandomTime();
        _asked++;
        Answer naive = Answer.To(query.Unlimited, time, _memory);
        _tally.Queries++;
        _tally.WithRows += naive.Count > 0 && naive.Error is null ? 1 : 0;
        _tally.Errors += naive.Error is null ? 0 : 1;
        var source = new FolderSource(_files.Folder, TimeProvider.System);
        Compare("no index", query, time, naive, source);
        Assert.Empty(source.Problems);
    }

    public void Dispose() => _files.Dispose();

    private void Compare(string state, RandomQuery query, TimeBounds time, Answer naive, IRowSource source)
    {
        string? difference = Answer.To(query.Text, time, source).Differs(query, naive);
        _tally.Answers++;
        if (difference is not null)
        {
            Assert.Fail($"""
                {query.Text}
                  from {time.FromUnixNs} to {time.ToUnixNs}, {state}, query {_asked} of this log: {difference}
                  replay: LOGHOG_TEST_SEED={_seed} LOGHOG_DIFFERENTIAL_COUNT=1 artifacts/bin/LogHog.Engine.Tests/release/LogHog.Engine.Tests -class '*DifferentialTests'
                """);
        }
    }

    private TimeBounds RandomTime()
    {
        if (_random.Next(2) == 0)
            return TimeBounds.All;
        long a = _samples.UnixNs(), b = _samples.UnixNs();
        return new TimeBounds(Math.Min(a, b), Math.Max(a, b));
    }
}
