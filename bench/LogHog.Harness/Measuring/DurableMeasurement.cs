using System.Diagnostics;
using System.Globalization;
using LogHog.Harness.Peers;
using LogHog.LoadGenerator.Verifying;

namespace LogHog.Harness.Measuring;

/// <summary>What is sent, and for how long.</summary>
internal sealed record DurablePlan(int Connections, int Events, int Files, TimeSpan WarmUp, TimeSpan Duration);

/// <summary>What one measurement found.</summary>
/// <param name="EventsPerSecond">Acknowledged.</param>
/// <param name="MedianMs">From the first byte of a request to the last of its answer.</param>
/// <param name="P99Ms">The same.</param>
/// <param name="CpuMicroseconds">The server's, per event.</param>
/// <param name="SyncsPerSecond">Of the journal.</param>
/// <param name="Busy">Requests that had to be sent again.</param>
/// <param name="Found">The files, read after the server has ended.</param>
internal sealed record DurableFigures(
    double EventsPerSecond, double MedianMs, double P99Ms, double CpuMicroseconds, double SyncsPerSecond, int Busy, VerifyResult Found);

/// <summary>Starts loghogd, keeps every connection waiting for an acknowledgement all the time, stops it and reads its files.</summary>
internal sealed class DurableMeasurement(Workplace workplace, DurablePlan plan, string httpSettings = "")
{
    public async Task<DurableFigures> RunAsync()
    {
        string folder = workplace.NewFolder("durable");
        int httpPort = Workplace.FreePort();
        var peer = new LogHogPeer(workplace.Loghogd) { HttpPort = httpPort, MoreSettings = httpSettings };
        using RunningServer server = await RunningServer.StartAsync(peer, folder);
        AcknowledgedSender[] senders = [.. Enumerable.Range(0, plan.Connections).Select(id =>
            new AcknowledgedSender(httpPort, new JsonLinesRequest(httpPort, id, plan.Events, plan.Files)))];
        using var stop = new CancellationTokenSource();
        Task[] running = [.. senders.Select(sender => Task.Factory.StartNew(
            () => sender.Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAny(Task.Delay(plan.WarmUp), Task.WhenAny(running));
        State before = await LookAsync(server.Pid, httpPort, senders);
        await Task.WhenAny(Task.Delay(plan.Duration), Task.WhenAny(running));
        State after = await LookAsync(server.Pid, httpPort, senders);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await server.StopAsync();
        VerifyResult found = new FileVerifier([.. senders.Select(sender => sender.AcknowledgedEvents)]).Verify(server.LogFolder);
        Directory.Delete(folder, recursive: true);
        return Figures(before, after, senders, found);
    }

    private static DurableFigures Figures(State before, State after, AcknowledgedSender[] senders, VerifyResult found)
    {
        double seconds = Stopwatch.GetElapsedTime(before.At, after.At).TotalSeconds;
        long events = after.Events - before.Events;
        double[] latencies = [.. senders.SelectMany(sender => sender.Answers)
            .Where(answer => answer.At >= before.At && answer.At <= after.At)
            .Select(answer => Stopwatch.GetElapsedTime(0, answer.Took).TotalMilliseconds)];
        foreach (AcknowledgedSender sender in senders)
            sender.Dispose();
        return new DurableFigures(
            events / seconds, Statistics.Median(latencies), Statistics.Percentile(latencies, 0.99),
            (after.Cpu - before.Cpu).Seconds / events * 1e6, (after.Syncs - before.Syncs) / seconds, senders.Sum(sender => sender.Busy), found);
    }

    private static async Task<State> LookAsync(int pid, int httpPort, AcknowledgedSender[] senders)
    {
        const string name = "loghog_journal_syncs_total ";
        using var http = new HttpClient();
        string metrics = await http.GetStringAsync(new Uri($"http://127.0.0.1:{httpPort}/metrics"));
        string line = metrics.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal));
        double syncs = double.Parse(line[name.Length..], CultureInfo.InvariantCulture);
        return new State(Stopwatch.GetTimestamp(), senders.Sum(sender => sender.AcknowledgedEvents), syncs, ProcessMeter.Cpu(pid));
    }

    private sealed record State(long At, long Events, double Syncs, CpuTime Cpu);
}
