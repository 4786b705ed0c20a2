using System.CommandLine;
using System.Diagnostics;
using LogHog.Engine.Scheduling;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;
using LogHog.Harness.Search;
using LogHog.LoadGenerator.Sending;

namespace LogHog.Harness;

/// <summary><c>hostile</c>: a steady intake that is acknowledged (durable), without and with clients that ask queries made to hurt.</summary>
internal static class HostileCommand
{
    private const int Connections = 4;
    private const int EventsEach = 50;
    private const int Files = 20;

    /// <summary>It gives memory back when it rests, and once more a minute later.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(100);

    public static Command Create()
    {
        var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 20_000, Description = "Events a second" };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 15, Description = "Of each measurement" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var stored = new Option<long>("--stored") { DefaultValueFactory = _ => 1_000_000, Description = "Events that the queries find" };
        var only = new Option<string>("--only") { DefaultValueFactory = _ => "", Description = "Queries whose name contains this" };
        var command = new Command("hostile", "The time to an acknowledgement without and with hostile queries.") { rate, seconds, rounds, stored, only };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), parsed.GetValue(stored), parsed.GetValue(only)!));
        return command;
    }

    private static async Task<int> RunAsync(int rate, TimeSpan duration, int rounds, long stored, string only)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        var peer = new LogHogPeer(workplace.Loghogd) { HttpPort = Workplace.FreePort() };
        using RunningServer server = await RunningServer.StartAsync(peer, workplace.NewFolder("hostile"));
        var files = new FileGrowth(server.LogFolder);
        Task<SendResult> sender = new Load(workplace.LoadGenerator).SendAsync(server, peer, ["--messages", $"{stored}", "--connections", $"{Connections}"]);
        await files.WaitAsync(sender, stored, mayLose: false);
        Console.WriteLine($"{stored:N0} events stored; {rate:N0} events/s, {EventsEach} a request over {Connections} connections, each acknowledged when durable");

        AcknowledgedSender[] senders = [.. Enumerable.Range(0, Connections).Select(id =>
            new AcknowledgedSender(peer.HttpPort, new JsonLinesRequest(peer.HttpPort, id, EventsEach, Files)))];
        using var stop = new CancellationTokenSource();
        var interval = TimeSpan.FromSeconds((double)EventsEach * Connections / rate);
        Task[] running = [.. senders.Select(one => Task.Factory.StartNew(
            () =>
            {
                ShortTurns.TakeForThisThread(); // it stands for another machine, where it waits for nobody
                one.Run(stop.Token, interval);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.Delay(duration / 3);
        List<double> alone = [], computing = [], beside = [];
        for (int round = 1; round <= rounds; round++)
        {
            (long from, long to) = await SpanAsync(duration);
            (long computed, long until) = await BesideComputingAsync(duration);
            using var client = HostileClient.Start(peer.HttpPort, only);
            (long asked, long done) = await SpanAsync(duration);
            HostileAnswers answers = await client.StopAsync();
            alone.Add(Report($"round {round}  alone               ", senders, from, to));
            computing.Add(Report($"round {round}  beside computing    ", senders, computed, until));
            beside.Add(Report($"round {round}  with hostile queries", senders, asked, done));
            Console.WriteLine("    " + string.Join("; ", answers.Answers.Select(static one =>
                $"{one.Key}: {string.Join(", ", one.Value.Select(static status => $"{status.Value} × {(status.Key == 0 ? "cut off" : status.Key)}"))}")));
        }

        await stop.CancelAsync();
        await Task.WhenAll(running);
        Console.WriteLine($"p99 alone {Statistics.Spread(alone, "F1")} ms, beside processes that compute {Statistics.Spread(computing, "F1")} ms, with hostile queries {Statistics.Spread(beside, "F1")} ms; " +
            $"loghogd's memory at most {ProcessMeter.StatusBytes(server.Pid, "VmHWM") / 1e6:F0} MB");
        await Task.Delay(Rest);
        Console.WriteLine($"after {Rest.TotalSeconds:F0} s of rest {ProcessMeter.StatusBytes(server.Pid, "VmRSS") / 1e6:F0} MB");
        await server.StopAsync();
        return 0;
    }

    private static async Task<(long From, long To)> BesideComputingAsync(TimeSpan duration)
    {
        using var computing = Computing.Start();
        return await SpanAsync(duration);
    }

    private static async Task<(long From, long To)> SpanAsync(TimeSpan duration)
    {
        long from = Stopwatch.GetTimestamp();
        await Task.Delay(duration);
        return (from, Stopwatch.GetTimestamp());
    }

    /// <returns>The 99th percentile in milliseconds.</returns>
    private static double Report(string what, AcknowledgedSender[] senders, long from, long to)
    {
        double[] took = [.. senders.SelectMany(one => one.Between(from, to)).Select(static took => Stopwatch.GetElapsedTime(0, took).TotalMilliseconds)];
        double p99 = Statistics.Percentile(took, 0.99);
        Console.WriteLine($"  {what}  {took.Length:N0} answers, median {Statistics.Median(took):F1} ms, p99 {p99:F1} ms, most {took.Max():F1} ms");
        return p99;
    }
}
