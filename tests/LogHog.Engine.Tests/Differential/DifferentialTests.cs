using System.Globalization;

namespace LogHog.Engine.Tests.Differential;

/// <summary>
/// Random queries on random logs: what the search over files answers, live and archived, with every state of the index, must be what
/// an evaluator answers that runs the query over every event in memory. <c>LOGHOG_DIFFERENTIAL_COUNT</c> sets how many queries
/// (<c>./test --torture</c>: 20,000).
/// </summary>
public sealed class DifferentialTests
{
    private const int QueriesPerLog = 100;

    internal static int Queries { get; } = Environment.GetEnvironmentVariable("LOGHOG_DIFFERENTIAL_COUNT") is { } count
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
            round.Ask(QueriesPerLog);
        }

        Console.WriteLine($"| differential: {tally}");
        Assert.True(tally.WithRows * 4 > tally.Queries, $"too few queries found anything: {tally}");
        Assert.True(tally.Errors * 20 < tally.Queries, $"too many queries were refused: {tally}");
    }

    /// <summary>A log's seed is the first one's and its number, so that a failure replays with the first log.</summary>
    internal static int Seed()
    {
        int seed = Environment.GetEnvironmentVariable("LOGHOG_TEST_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        Console.WriteLine($"differential: LOGHOG_TEST_SEED={seed}");
        return seed;
    }
}
