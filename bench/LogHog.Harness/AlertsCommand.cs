using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>alerts</c>: what a hundred alert rules cost on a steady stream, and how soon after a line the service is asked.</summary>
internal static class AlertsCommand
{
    // A rule tells so many at once before it gathers them.
    private const int Marked = 25;

    private static readonly int[] Hosts = [1, 2, 3, 4, 5];

    public static Command Create()
    {
        var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 100_000, Description = "Events a second" };
        // In the first seconds the compiler is at work: a short run shows more than the rules cost.
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 20 };
        var rules = new Option<int>("--rules") { DefaultValueFactory = _ => 100 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var command = new Command("alerts", "Processor time of alert rules, and the time from a line to the HTTP request of its alert.") { rate, seconds, rules, rounds };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(rules), parsed.GetValue(rounds), cancel));
        return command;
    }

    private static async Task<int> RunAsync(int rate, int seconds, int rules, int rounds, CancellationToken cancel)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        List<double> costs = [], latencies = [];
        bool isWhole = true;
        for (int round = 1; round <= rounds; round++)
        {
            double without = (await MeasureAsync(workplace, $"none-{round}", rate, seconds, 0, cancel)).Cores;
            (double with, List<double> found, string counts) = await MeasureAsync(workplace, $"rules-{round}", rate, seconds, rules, cancel);
            costs.Add(with - without);
            latencies.AddRange(found);
            isWhole &= found.Count == Marked;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: {rate:N0} events/s: {without:P1} of a core without, {with:P1} with {rules} rules; {found.Count} of {Marked} alerts came; {counts}"));
        }

        if (latencies.Count == 0)
            return 1;
        double cost = Statistics.Median(costs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{rules} rules cost {cost:P1} of a core (median of {rounds}; at most 25 %); line to HTTP request: p50 {Statistics.Percentile(latencies, 0.5):F1} ms, " +
            $"most {latencies.Max():F1} ms (at most 200)"));
        return isWhole && cost <= 0.25 && latencies.Max() <= 200 ? 0 : 1;
    }

    private static async Task<(double Cores, List<double> Latencies, string Counts)> MeasureAsync(
        Workplace workplace, string name, int rate, int seconds, int rules, CancellationToken cancel)
    {
        string folder = workplace.NewFolder("alerts-" + name);
        using var receiver = new HttpListener();
        int port = Workplace.FreePort();
        receiver.Prefixes.Add($"http://127.0.0.1:{port}/");
        receiver.Start();
        ConcurrentQueue<double> latencies = [];
        Task receiving = ReceiveAsync(receiver, latencies);
        var peer = new LogHogPeer(workplace.Loghogd) { HttpPort = Workplace.FreePort(), MoreSettings = Settings(folder, port, rules) };
        using RunningServer server = await RunningServer.StartAsync(peer, folder);
        // Until its methods are compiled; the first alert of a process is told of by itself.
        await SendAsync(server, rate, 2, rules == 0 ? 0 : 1, cancel);
        for (int tenths = 0; rules > 0 && latencies.IsEmpty && tenths < 100; tenths++)
            await Task.Delay(100, cancel);
        latencies.TryDequeue(out double first);
        CpuTime before = ProcessMeter.Cpu(server.Pid);
        long begun = Stopwatch.GetTimestamp();
        await SendAsync(server, rate, seconds, rules == 0 ? 0 : Marked, cancel);
        double cores = (ProcessMeter.Cpu(server.Pid) - before).Seconds / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        for (int tenths = 0; rules > 0 && latencies.Count < Marked && tenths < 50; tenths++)
            await Task.Delay(100, cancel);
        using var http = new HttpClient();
        string[] metrics = (await http.GetStringAsync(new Uri($"http://127.0.0.1:{peer.HttpPort}/metrics"), cancel)).Split('\n');
        string counts = string.Create(CultureInfo.InvariantCulture, $"the process's first {first:F0} ms; ") + string.Join(", ", metrics.Where(static line => line.StartsWith("loghog_alert_events_unseen_total ", StringComparison.Ordinal)));
        await server.StopAsync();
        receiver.Stop();
        await receiving;
        return (cores, [.. latencies], counts);
    }

    /// <summary>Of all kinds; each has words of its own, which one event in a thousand has. The last one tells of marked events.</summary>
    private static string Settings(string folder, int port, int rules)
    {
        string url = Path.Combine(folder, "url");
        File.WriteAllText(url, $"http://127.0.0.1:{port}/");
        File.SetUnixFileMode(url, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var text = new StringBuilder($"[channel:hook]\ntype = webhook\nurl_file = {url}\nallow_private = yes\nrate = 6000\n");
        for (int rule = 1; rule < rules; rule++)
        {
            string kind = (rule % 5) switch
            {
                0 => $"include = code-{rule} .*(failed|refused)\nkind = threshold\nmore_than = 100000\nwithin = 1m",
                1 => $"query = \"code-{rule}\" failed\nkind = threshold\nmore_than = 50000\nwithin = 5m\ngroup_by = host",
                2 => $"query = \"code-{rule}\" -ignored\nkind = silence\nwithin = 1h\ngroup_by = host",
                3 => $"query = \"code-{rule}\"\nkind = new",
                _ => $"query = ~\"code-{rule} .*refused\"\nexclude = CRON\nthrottle = 1h",
            };
            text.Append(CultureInfo.InvariantCulture, $"[alert:r{rule}]\n{kind}\n");
        }

        if (rules > 0)
            text.Append("[alert:marked]\nquery = needle-in-the-stack\nchannels = hook\n");
        return text.ToString();
    }

    /// <summary>A hundredth of a second's events at a time, and marked ones with the moment at which they were sent.</summary>
    private static async Task SendAsync(RunningServer server, int rate, int seconds, int marked, CancellationToken cancel)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Address, cancel);
        int each = Math.Max(1, rate / 100), ticks = seconds * 100, apart = marked == 0 ? int.MaxValue : ticks / (marked + 1);
        byte[] frames = [.. Enumerable.Range(0, each).SelectMany(number => Frame(
            number % 1000 == 999 ? $"code-{number % 97} GET /orders failed" : $"GET /orders/{number} 200 in 12 ms by user {number % 50}, as it is said all day long, with a few more words to have a common length",
            Hosts[number % Hosts.Length]))];
        long begun = Stopwatch.GetTimestamp();
        for (int tick = 0, sent = 0; tick < ticks; tick++)
        {
            TimeSpan wait = TimeSpan.FromMilliseconds(10.0 * tick) - Stopwatch.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancel);
            await client.GetStream().WriteAsync(frames, cancel);
            if (sent >= marked || tick % apart != apart - 1)
                continue;
            sent++;
            await client.GetStream().WriteAsync(Frame(string.Create(CultureInfo.InvariantCulture, $"needle-in-the-stack sent={Stopwatch.GetTimestamp()} now"), 1), cancel);
        }
    }

    private static byte[] Frame(string body, int host)
    {
        byte[] payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"version":1,"app_id":"bench","module":"web","stamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}},"nsecs":1000,"hostname":"web{{host}}","body":"{{body}}"}"""));
        byte[] frame = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length);
        payload.CopyTo(frame, 8);
        return frame;
    }

    private static async Task ReceiveAsync(HttpListener receiver, ConcurrentQueue<double> latencies)
    {
        try
        {
            while (true)
            {
                HttpListenerContext request = await receiver.GetContextAsync();
                using (var reader = new StreamReader(request.Request.InputStream))
                {
                    if (TimedFrame.MillisecondsSince(await reader.ReadToEndAsync()) is { } milliseconds)
                        latencies.Enqueue(milliseconds);
                }

                request.Response.Close();
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }
}
