using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LogHog.Harness.Measuring;
using LogHog.LoadGenerator;
using LogHog.LoadGenerator.Frames;

namespace LogHog.Harness.Search;

/// <summary>What searching costs while events come at full rate, what the index costs each message, and how soon an event is found.</summary>
internal static class SearchWhileIngesting
{
    private const int Probes = 50;

    /// <summary>As a page that looks again and again, and as one that waits for each answer only.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.Zero];

    public static async Task<int> RunAsync(Workplace workplace, int rounds)
    {
        using Ingesting bare = await Ingesting.StartAsync(workplace, "index = no");
        List<double> writing = [];
        for (int round = 0; round <= rounds; round++)
            writing.Add((await bare.SendAsync()).CpuMicroseconds);
        await bare.StopAsync();

        using Ingesting indexed = await Ingesting.StartAsync(workplace, "index = yes");
        await indexed.SendAsync();
        List<double> both = [];
        foreach (TimeSpan pause in Pauses)
            await SearchedAsync(indexed, pause, rounds, both);

        // The first round of each warms up.
        Console.WriteLine($"writing alone {Statistics.Spread(writing[1..], "F3")} µs of processor a message, " +
            $"with its index {Statistics.Spread(both, "F3")} µs (budget 1.5)");
        using var client = new QueryClient(indexed.HttpPort);
        await VisibleAsync(indexed.Address, client);
        await indexed.StopAsync();
        return bare.Lost + indexed.Lost == 0 ? 0 : 1;
    }

    /// <summary>Rounds without and with a client, in turn.</summary>
    private static async Task SearchedAsync(Ingesting indexed, TimeSpan pause, int rounds, List<double> costs)
    {
        string how = pause > TimeSpan.Zero ? $"searched with pauses of {pause.TotalMilliseconds:F0} ms" : "searched without a pause";
        List<double> without = [], with = [], lost = [];
        for (int round = 1; round <= rounds; round++)
        {
            (double rate, double cost) = await indexed.SendAsync();
            without.Add(rate);
            costs.Add(cost);
            using var searcher = Searcher.Start(indexed.HttpPort, pause);
            await searcher.WarmAsync();
            searcher.Begin();
            (double searched, _) = await indexed.SendAsync(untilRest: false);
            with.Add(searched);
            lost.Add(100 * (1 - (searched / rate)));
            (int searches, double own) = await searcher.StopAsync();
            Console.WriteLine($"  round {round}  alone {rate:N0} msg/s, {how} {searched:N0} msg/s, {searches:N0} searches, {own:F2} s of the client's own processor");
        }

        Console.WriteLine($"alone {Statistics.Spread(without, "N0")} msg/s, {how} {Statistics.Spread(with, "N0")} msg/s: " +
            $"{Statistics.Spread(lost, "F1")} % less, median of pairs (budget 10)");
    }

    /// <summary>From the send of one event until the answer that has it: of a query that is asked again and again, and of a tail.</summary>
    private static async Task VisibleAsync(IPEndPoint address, QueryClient client)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
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
