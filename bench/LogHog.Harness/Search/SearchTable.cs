using System.Globalization;
using LogHog.Harness.Measuring;

namespace LogHog.Harness.Search;

/// <summary>What one question took, in milliseconds; CPU is the server's, on all cores together.</summary>
internal sealed record Timing(Question Question, List<double> Warm, double Cpu, List<double> Cold, List<double> Peer, double? BudgetMs, bool Agrees, string Remark)
{
    public bool IsMet => Agrees && Warm.Count > 0 && (BudgetMs is null || Statistics.Median(Warm) <= BudgetMs)
        && (Cold.Count == 0 || BudgetMs is null || Question.ColdBudgetMs is null || Statistics.Median(Cold) <= Question.ColdBudgetMs);
}

/// <summary>Prints the questions with their times, one line each.</summary>
internal static class SearchTable
{
    public static void Print(string title, string peer, List<Timing> timings)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine($"{"question",-33} {"LogHog, ms",-22} {"CPU, ms",8}  {"cold, ms",-20} {peer + ", ms",-22} {"faster by",9} {"budget",8}");
        foreach (Timing timing in timings)
        {
            string ratio = timing.Peer.Count == 0 || timing.Warm.Count == 0 || timing.Question.PeerDiffers
                ? "" : string.Create(CultureInfo.InvariantCulture, $"{Statistics.Median(timing.Peer) / Statistics.Median(timing.Warm):F1}");
            string budget = timing.BudgetMs is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms:F0}") : "";
            string verdict = timing.BudgetMs is null && timing.Agrees ? "" : timing.IsMet ? "met" : "NOT MET";
            Console.WriteLine($"{timing.Question.Name,-33} {Spread(timing.Warm),-22} {Number(timing.Cpu),8}  {Spread(timing.Cold),-20} {Spread(timing.Peer),-22} {ratio,9} {budget,8} {verdict} {timing.Remark}");
        }
    }

    private static string Number(double value) => value.ToString(value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static string Spread(List<double> values) => values.Count == 0 ? "-" : Statistics.Spread(values, Statistics.Median(values) < 100 ? "F1" : "F0");
}
