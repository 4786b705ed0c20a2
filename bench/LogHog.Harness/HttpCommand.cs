using System.CommandLine;
using LogHog.Harness.Measuring;

namespace LogHog.Harness;

/// <summary><c>http</c>: JSON lines over few connections into one file, with its index: how many a second, and what an event costs.</summary>
internal static class HttpCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 10, Description = "Of each measurement" };
        var warmUp = new Option<double>("--warm-up") { DefaultValueFactory = _ => 5, Description = "Seconds before it" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 4 };
        var events = new Option<int>("--events") { DefaultValueFactory = _ => 1000, Description = "In a request" };
        var command = new Command("http", "JSON lines over HTTP, answered when they are written, and when they are on the disk.") { seconds, warmUp, rounds, connections, events };
        command.SetAction(async (parsed, _) =>
        {
            var plan = new DurablePlan(
                parsed.GetValue(connections), parsed.GetValue(events), Files: 1,
                TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            return await RunAsync(plan, parsed.GetValue(rounds));
        });
        return command;
    }

    private static async Task<int> RunAsync(DurablePlan plan, int rounds)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        Console.WriteLine($"{plan.Connections} connections, {plan.Events:N0} events a request, one file");
        bool isPerfect = true;
        foreach (string durability in new[] { "written", "durable" })
        {
            List<DurableFigures> found = [];
            for (int round = 1; round <= rounds; round++)
            {
                DurableFigures figures = await new DurableMeasurement(workplace, plan, $"durability = {durability}").RunAsync();
                found.Add(figures);
                isPerfect &= figures.Found.IsPerfect;
                Console.WriteLine(
                    $"  round {round}  {durability,-8}  {figures.EventsPerSecond,9:N0} events/s  {figures.CpuMicroseconds:F2} µs CPU/event  answer {figures.MedianMs:F1} ms, " +
                    $"p99 {figures.P99Ms:F1} ms  lost {figures.Found.Missing:N0}, doubled {figures.Found.Duplicated:N0}, torn {figures.Found.Torn:N0}");
            }

            Console.WriteLine($"{durability}: {Statistics.Spread([.. found.Select(one => one.EventsPerSecond)], "N0")} events/s, {Statistics.Spread([.. found.Select(one => one.CpuMicroseconds)], "F2")} µs CPU/event");
        }

        return isPerfect ? 0 : 1;
    }
}
