using System.Diagnostics;
using System.Net.Sockets;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;
using LogHog.LoadGenerator;
using LogHog.LoadGenerator.Frames;
using LogHog.LoadGenerator.Sending;

namespace LogHog.Harness.Search;

/// <summary>What searching costs while events come at full rate, what the index costs each message, and how soon an event is found.</summary>
internal static class SearchWhileIngesting
{
    private const long Messages = 1_000_000;
    private const int Connections = 4;
    private const int Probes = 50;

    // What people ask while things go wrong: the newest errors, a rare word, a count.
    private static readonly string[] Searched = ["released", "* | stats by (_time:1m, app) count() as n", "zanzibarite", "attempts level:error | count() as n"];

    public static async Task<int> RunAsync(Workplace workplace, int rounds)
    {
        var peer = new LogHogPeer(workplace.Loghogd) { HttpPort = Workplace.FreePort() };
        string folder = workplace.NewFolder("ingesting");
        using RunningServer server = await RunningServer.StartAsync(peer, folder);
        using var client = new QueryClient(peer.HttpPort);
        var load = new Load(workplace.LoadGenerator);
        var files = new FileGrowth(server.LogFolder);
        List<double> without = [], with = [];
        long sent = 0;
        await SendAsync();
        for (int round = 0; round < rounds; round++)
        {
            (double rate, double cpu) = await SendAsync();
            without.Add(rate);
            using var stop = new CancellationTokenSource();
            Task<int> searches = SearchAsync(client, stop.Token);
            (double searched, _) = await SendAsync();
            with.Add(searched);
            await stop.CancelAsync();
            Console.WriteLine($"  round {round + 1}  alone {rate:N0} msg/s ({cpu:F3} µs CPU/msg with its index), while searched {searched:N0} msg/s, {await searches:N0} searches");
        }

        Console.WriteLine($"alone {Statistics.Spread(without, "N0")} msg/s, while searched {Statistics.Spread(with, "N0")} msg/s: " +
            $"{100 * (1 - (Statistics.Median(with) / Statistics.Median(without))):F1} % less (budget 10 %)");
        await VisibleAsync(server, client);
        await server.StopAsync();
        return 0;

        async Task<(double Rate, double CpuMicroseconds)> SendAsync()
        {
            CpuTime before = ProcessMeter.Cpu(server.Pid);
            Task<SendResult> sender = load.SendAsync(server, peer,
                ["--messages", $"{Messages}", "--connections", $"{Connections}", "--first-sequence", $"{sent / Connections}"]);
            sent += Messages;
            Growth growth = await files.WaitAsync(sender, sent, mayLose: false);
            await sender;
            if (growth.Lines != sent)
                Console.WriteLine($"  LOST: {sent - growth.Lines:N0} messages");
            return (Messages / growth.Busy.TotalSeconds, (ProcessMeter.Cpu(server.Pid) - before).Seconds / Messages * 1e6);
        }
    }

    private static async Task<int> SearchAsync(QueryClient client, CancellationToken stop)
    {
        int searches = 0;
        while (!stop.IsCancellationRequested)
            await client.CountRowsAsync(Searched[searches++ % Searched.Length] + " | limit 1000");
        return searches;
    }

    /// <summary>From the send of one event until the answer that has it: of a query that is asked again and again, and of a tail.</summary>
    private static async Task VisibleAsync(RunningServer server, QueryClient client)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Address);
        var frames = new LogHogFrames(FrameKind.V1, secret: null);
        List<double> queried = [], tailed = [];
        using StreamReader tail = await client.TailAsync("probe");
        for (int probe = 0; probe < Probes; probe++)
        {
            byte[] frame = frames.Encode(new Message("probes", "web", "probe01", $"probe visible{probe}x{Environment.TickCount64}"), TimeProvider.System.GetUtcNow());
            long begun = Stopwatch.GetTimestamp();
            await socket.SendAsync(frame);
            Task<string?> line = tail.ReadLineAsync();
            Task<double> tailing = line.ContinueWith(_ => Stopwatch.GetElapsedTime(begun).TotalMilliseconds, TaskScheduler.Default);
            while (await client.CountRowsAsync($"{{app=\"probes\"}} probe _time:1m | limit {Probes + 1}") <= probe)
            {
            }

            queried.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            tailed.Add(await tailing.WaitAsync(TimeSpan.FromSeconds(10)));
        }

        Console.WriteLine($"socket to query: {Statistics.Spread(queried, "F1")} ms (budget 1,000); socket to tail: {Statistics.Spread(tailed, "F1")} ms (budget 100)");
    }
}
