using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>tail</c>: from the sender's socket to a line of <c>/select/logsql/tail</c>, at a steady rate.</summary>
internal static class TailCommand
{
    public static Command Create()
    {
        var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 10_000, Description = "Events a second" };
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 10 };
        var tails = new Option<int>("--tails") { DefaultValueFactory = _ => 1, Description = "Clients that follow, one of them measured" };
        var command = new Command("tail", "Latency from the sender's socket to the live tail of a client.") { rate, seconds, tails };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(tails), cancel));
        return command;
    }

    private static async Task<int> RunAsync(int rate, int seconds, int tails, CancellationToken cancel)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        var peer = new LogHogPeer(workplace.Loghogd) { HttpPort = Workplace.FreePort() };
        using RunningServer server = await RunningServer.StartAsync(peer, workplace.NewFolder("tail"));
        int events = rate * seconds;
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        // As many as it may take, so that every event is measured and none is left out.
        var url = new Uri($"http://127.0.0.1:{peer.HttpPort}/select/logsql/tail?query=*&start_offset=0s&rate=0");
        List<Stream> answers = [];
        for (int tail = 0; tail < tails; tail++)
            answers.Add(await http.GetStreamAsync(url, cancel));
        Task<List<double>> measured = ReadAsync(answers[0], events, cancel);
        Task[] others = [.. answers.Skip(1).Select(answer => ReadAsync(answer, events, cancel))];
        CpuTime before = ProcessMeter.Cpu(server.Pid);
        await SendAsync(server, rate, events, cancel);
        List<double> latencies = await measured;
        await Task.WhenAll(others);
        CpuTime cpu = ProcessMeter.Cpu(server.Pid) - before;
        await server.StopAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{tails} tails at {rate:N0} events/s, {events:N0} events, {latencies.Count:N0} seen: p50 {Statistics.Percentile(latencies, 0.5):F1} ms, " +
            $"p99 {Statistics.Percentile(latencies, 0.99):F1} ms, most {latencies.Max():F1} ms; {cpu.Seconds / events * 1e6:F1} µs CPU an event"));
        return latencies.Count == events ? 0 : 1;
    }

    /// <summary>A hundredth of a second's events at a time, each with the moment at which it was sent.</summary>
    private static async Task SendAsync(RunningServer server, int rate, int events, CancellationToken cancel)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Address, cancel);
        int each = Math.Max(1, rate / 100);
        long begun = Stopwatch.GetTimestamp();
        for (int sent = 0; sent < events; sent += each)
        {
            TimeSpan wait = TimeSpan.FromSeconds((double)sent / rate) - Stopwatch.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancel);
            byte[] frames = [.. Enumerable.Range(0, Math.Min(each, events - sent)).SelectMany(static _ => TimedFrame.Make("tail"))];
            await client.GetStream().WriteAsync(frames, cancel);
        }
    }

    /// <summary>Milliseconds of each event.</summary>
    private static async Task<List<double>> ReadAsync(Stream answer, int events, CancellationToken cancel)
    {
        var latencies = new List<double>(events);
        using var lines = new StreamReader(answer);
        while (latencies.Count < events && await lines.ReadLineAsync(cancel) is { } line)
        {
            latencies.Add(TimedFrame.MillisecondsSince(line)!.Value);
        }

        return latencies;
    }
}
