using System.Collections;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>relp</c>: how fast messages are answered that are on the disk, beside rsyslog's imrelp with a synced file.</summary>
internal static class RelpCommand
{
    private sealed record Plan(int Connections, int Window, TimeSpan WarmUp, TimeSpan Duration);

    private sealed record Figures(double MessagesPerSecond, double CpuMicroseconds, long Acknowledged, long Lost);

    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 8, Description = "Of each measurement" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 8 };
        var window = new Option<int>("--window") { DefaultValueFactory = _ => 128, Description = "Messages without an answer on a connection; omrelp's default" };
        var command = new Command("relp", "Answered messages a second over RELP, durable, beside rsyslog's imrelp with a synced file.") { seconds, rounds, connections, window };
        command.SetAction(async (parsed, _) => await RunAsync(
            new Plan(parsed.GetValue(connections), parsed.GetValue(window), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(parsed.GetValue(seconds))),
            parsed.GetValue(rounds)));
        return command;
    }

    private static async Task<int> RunAsync(Plan plan, int rounds)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        Console.WriteLine($"{plan.Connections} connections, a window of {plan.Window} messages of 256 bytes each");
        List<double> ratios = [];
        bool isLossless = true;
        for (int round = 1; round <= rounds; round++)
        {
            RelpPeer[] peers =
            [
                RelpPeer.LogHog(workplace, "durable"), RelpPeer.LogHog(workplace, "written"), RelpPeer.LogHog(workplace, "received"),
                RelpPeer.Rsyslog(isDirect: true), RelpPeer.Rsyslog(isDirect: false),
            ];
            List<double> rates = [];
            foreach (RelpPeer peer in peers)
            {
                Figures figures = await MeasureAsync(workplace, peer, plan);
                rates.Add(figures.MessagesPerSecond);
                isLossless &= peer.Peer is not LogHogPeer || figures.Lost == 0;
                Console.WriteLine($"  round {round}  {peer.Peer.Name,-15} {peer.Promise,-30} {figures.MessagesPerSecond,9:N0} messages/s  " +
                    $"{figures.CpuMicroseconds,6:F2} µs CPU/message  acknowledged {figures.Acknowledged:N0}, lost {figures.Lost:N0}");
            }

            ratios.Add(rates[0] / rates[3]);
        }

        Console.WriteLine();
        Console.WriteLine($"loghogd durable to rsyslog synced: {Statistics.Spread(ratios, "F1")} times");
        return isLossless ? 0 : 1;
    }

    private static async Task<Figures> MeasureAsync(Workplace workplace, RelpPeer peer, Plan plan)
    {
        string folder = workplace.NewFolder("relp");
        using RunningServer server = await RunningServer.StartAsync(peer.Peer, folder);
        int port = peer.RelpPort == 0 ? server.Port : peer.RelpPort;
        await server.ListeningAsync(port);
        RelpSender[] senders = [.. Enumerable.Range(0, plan.Connections).Select(id => new RelpSender(port, id, plan.Window))];
        using var stop = new CancellationTokenSource();
        Task[] running = [.. senders.Select(sender => Task.Factory.StartNew(
            () => sender.Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAny(Task.Delay(plan.WarmUp), Task.WhenAny(running));
        (long at, long before, CpuTime cpu) = (Stopwatch.GetTimestamp(), senders.Sum(static sender => sender.Acknowledged), ProcessMeter.Cpu(server.Pid));
        await Task.WhenAny(Task.Delay(plan.Duration), Task.WhenAny(running));
        double seconds = Stopwatch.GetElapsedTime(at).TotalSeconds;
        long messages = senders.Sum(static sender => sender.Acknowledged) - before;
        double cpuSeconds = (ProcessMeter.Cpu(server.Pid) - cpu).Seconds;
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await server.StopAsync();
        long[] acknowledged = [.. senders.Select(static sender => sender.Acknowledged)];
        foreach (RelpSender sender in senders)
            sender.Dispose();
        long lost = Missing(server.LogFolder, acknowledged);
        Directory.Delete(folder, recursive: true);
        return new Figures(messages / seconds, cpuSeconds / Math.Max(messages, 1) * 1e6, acknowledged.Sum(), lost);
    }

    /// <summary>Answered messages that stand in no file.</summary>
    private static long Missing(string logs, long[] acknowledged)
    {
        BitArray[] found = [.. acknowledged.Select(static count => new BitArray(checked((int)count)))];
        var files = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
        foreach (string line in Directory.EnumerateFiles(logs, "*.log", files).SelectMany(path => File.ReadLines(path, Encoding.Latin1)))
        {
            string[] mark = line.Split('#');
            if (mark.Length > 1 && mark[1].Split('-') is [var connection, var number] && int.TryParse(connection, out int id) && int.TryParse(number, out int n)
                && n < found[id].Count)
                found[id][n] = true;
        }

        return found.Sum(static bits => bits.Cast<bool>().LongCount(static isThere => !isThere));
    }
}
