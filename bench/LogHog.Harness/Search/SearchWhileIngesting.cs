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

    // What people ask while things go wrong: the newest errors, a rare word, a count.
    private static readonly string[] Searched = ["released", "* | stats by (_time:1m, app) count() as n", "zanzibarite", "attempts level:error | count() as n"];

    public static async Task<int> RunAsync(Workplace workplace, int rounds)
    {
        using Ingesting bare = await Ingesting.StartAsync(workplace, "index = no");
        List<double> writing = [];
        for (int round = 0; round <= rounds; round++)
            writing.Add((await bare.SendAsync()).CpuMicroseconds);
        await bare.StopAsync();

        using Ingesting indexed = await Ingesting.StartAsync(workplace, "index = yes");
        using var client = new QueryClient(indexed.HttpPort);
        List<double> without = [], with = [], both = [];
        await indexed.SendAsync();
        for (int round = 1; round <= rounds; round++)
        {
            (double rate, double cpu) = await indexed.SendAsync();
            without.Add(rate);
            both.Add(cpu);
            using var stop = new CancellationTokenSource();
            Task<int> searches = SearchAsync(client, stop.Token);
            (double searched, _) = await indexed.SendAsync(untilRest: false);
            with.Add(searched);
            await stop.CancelAsync();
            Console.WriteLine($"  round {round}  alone {rate:N0} msg/s, while searched {searched:N0} msg/s, {await searches:N0} searches");
        }

        // The first round of each warms up.
        Console.WriteLine($"writing alone {Statistics.Spread(writing[1..], "F3")} µs of processor a message, " +
            $"with its index {Statistics.Spread(both, "F3")} µs (budget 1.5)");
        Console.WriteLine($"alone {Statistics.Spread(without, "N0")} msg/s, while searched {Statistics.Spread(with, "N0")} msg/s: " +
            $"{100 * (1 - (Statistics.Median(with) / Statistics.Median(without))):F1} % less (budget 10 %)");
        await VisibleAsync(indexed.Address, client);
        await indexed.StopAsync();
        return bare.Lost + indexed.Lost == 0 ? 0 : 1;
    }

    private static async Task<int> SearchAsync(QueryClient client, CancellationToken stop)
    {
        int searches = 0;
        while (!stop.IsCancellationRequested)
            await client.CountRowsAsync(Searched[searches++ % Searched.Length] + " | limit 1000");
        return searches;
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
