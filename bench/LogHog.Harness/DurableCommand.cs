using System.CommandLine;
using LogHog.Harness.Measuring;

namespace LogHog.Harness;

/// <summary><c>durable</c>: how fast events are acknowledged that are on the disk, beside one sync for each batch.</summary>
internal static class DurableCommand
{
    private const int BareSyncs = 200;

    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 10, Description = "Of each measurement" };
        var warmUp = new Option<double>("--warm-up") { DefaultValueFactory = _ => 3, Description = "Seconds before it" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 8 };
        var events = new Option<int>("--events") { DefaultValueFactory = _ => 1000, Description = "In a request" };
        var files = new Option<int>("--files") { DefaultValueFactory = _ => 200, Description = "That each request is spread over" };
        var noNaive = new Option<bool>("--no-naive") { Description = "Only loghogd" };
        var command = new Command("durable", "Acknowledged (durable) events a second and the time to the answer, beside one sync a batch.")
        {
            seconds, warmUp, rounds, connections, events, files, noNaive,
        };
        command.SetAction(async (parsed, _) =>
        {
            var plan = new DurablePlan(
                parsed.GetValue(connections), parsed.GetValue(events), parsed.GetValue(files),
                TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            return await RunAsync(plan, parsed.GetValue(rounds), withNaive: !parsed.GetValue(noNaive));
        });
        return command;
    }

    private static async Task<int> RunAsync(DurablePlan plan, int rounds, bool withNaive)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        Console.WriteLine($"{plan.Connections} connections, {plan.Events:N0} events a request, each request into {plan.Files} files");
        var measurement = new DurableMeasurement(workplace, plan);
        var disk = new DiskSyncs(workplace);
        List<DurableFigures> ours = [];
        List<double> oneFile = [], allFiles = [];
        for (int round = 1; round <= rounds; round++)
        {
            double[] costs = disk.Cost(BareSyncs);
            Console.WriteLine($"  round {round}  one fdatasync of 256 KiB  {Statistics.Median(costs),6:F2} ms, p99 {Statistics.Percentile(costs, 0.99):F2} ms");
            DurableFigures figures = await measurement.RunAsync();
            ours.Add(figures);
            Console.WriteLine(
                $"  round {round}  loghogd  {figures.EventsPerSecond,9:N0} events/s  answer {figures.MedianMs:F1} ms, p99 {figures.P99Ms:F1} ms  " +
                $"{figures.CpuMicroseconds:F2} µs CPU/event  {figures.SyncsPerSecond:N0} syncs/s  sent again {figures.Busy:N0}  " +
                $"lost {figures.Found.Missing:N0}, doubled {figures.Found.Duplicated:N0}, torn {figures.Found.Torn:N0}, foreign {figures.Found.Foreign:N0}");
            if (!withNaive)
                continue;
            oneFile.Add(disk.SyncEachBatch(plan, files: 0));
            allFiles.Add(disk.SyncEachBatch(plan, plan.Files));
            Console.WriteLine($"  round {round}  one sync a batch, no network or parsing: a file for each connection {oneFile[^1]:N0} events/s, {plan.Files} files {allFiles[^1]:N0} events/s");
        }

        Console.WriteLine();
        Console.WriteLine($"loghogd: {Statistics.Spread([.. ours.Select(one => one.EventsPerSecond)], "N0")} events/s acknowledged, p99 {Statistics.Spread([.. ours.Select(one => one.P99Ms)], "F1")} ms");
        if (withNaive)
        {
            Console.WriteLine($"ratio to one sync a batch, a file for each connection: {Ratio(ours, oneFile)}");
            Console.WriteLine($"ratio to one sync a batch and file, the same {plan.Files} files: {Ratio(ours, allFiles)}");
        }

        return ours.All(one => one.Found.IsPerfect) ? 0 : 1;
    }

    private static string Ratio(List<DurableFigures> ours, List<double> naive) =>
        Statistics.Spread([.. ours.Zip(naive, (one, other) => one.EventsPerSecond / other)], "F1");
}
