using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>crowd</c>: what a good client notices of thousands that are idle or send a byte a second.</summary>
internal static class CrowdCommand
{
    // A byte a second each, one connection after the other: they have nothing to do with each other.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(5);

    private const string Opening = "1 open 30 relp_version=0\ncommands=syslog\n";
    private static readonly byte[] SlowFrame = Encoding.ASCII.GetBytes($"2 syslog 1000 <14>1 - web01 shop - - - {new string('x', 900)}");

    private sealed record Plan(int Connections, int Idle, int Slow, TimeSpan Duration);

    private sealed record Figures(double MessagesPerSecond, double[] AnswersMs)
    {
        public double P99Ms => Statistics.Percentile(AnswersMs, 0.99);
    }

    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 10, Description = "Of each measurement" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 1, Description = "Of the good client" };
        var idle = new Option<int>("--idle") { DefaultValueFactory = _ => 10_000 };
        var slow = new Option<int>("--slow") { DefaultValueFactory = _ => 1_000, Description = "A byte a second each" };
        var command = new Command("crowd", "A good RELP client's answers alone, and beside idle and slow connections.") { seconds, rounds, connections, idle, slow };
        command.SetAction(async (parsed, _) => await RunAsync(
            new Plan(parsed.GetValue(connections), parsed.GetValue(idle), parsed.GetValue(slow), TimeSpan.FromSeconds(parsed.GetValue(seconds))), parsed.GetValue(rounds)));
        return command;
    }

    private static async Task<int> RunAsync(Plan plan, int rounds)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        List<double> rates = [], latencies = [], allAlone = [], allBeside = [];
        for (int round = 1; round <= rounds; round++)
        {
            RelpPeer peer = RelpPeer.LogHog(workplace, "durable");
            using RunningServer server = await RunningServer.StartAsync(peer.Peer, workplace.NewFolder("crowd"));
            await server.ListeningAsync(peer.RelpPort);
            await MeasureAsync(peer.RelpPort, plan with { Duration = TimeSpan.FromSeconds(2) });
            Figures alone = await MeasureAsync(peer.RelpPort, plan);
            List<Socket> crowd = Enter(peer.RelpPort, plan.Idle);
            using var stop = new CancellationTokenSource();
            Task trickle = Task.Factory.StartNew(() => Trickle(peer.RelpPort, plan.Slow, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.Delay(TimeSpan.FromSeconds(3));
            Figures beside = await MeasureAsync(peer.RelpPort, plan);
            await stop.CancelAsync();
            await trickle;
            crowd.ForEach(static socket => socket.Dispose());
            await server.StopAsync();
            rates.Add(beside.MessagesPerSecond / alone.MessagesPerSecond);
            latencies.Add(beside.P99Ms / alone.P99Ms);
            allAlone.AddRange(alone.AnswersMs);
            allBeside.AddRange(beside.AnswersMs);
            Console.WriteLine($"  round {round}  alone {alone.MessagesPerSecond,9:N0} messages/s, p99 {alone.P99Ms:F2} ms   " +
                $"beside {plan.Idle:N0} idle and {plan.Slow:N0} slow {beside.MessagesPerSecond,9:N0} messages/s, p99 {beside.P99Ms:F2} ms");
        }

        Console.WriteLine();
        double p99 = Statistics.Percentile(allBeside, 0.99) / Statistics.Percentile(allAlone, 0.99);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"throughput {Statistics.Spread([.. rates.Select(static rate => rate * 100)], "F0")} %, p99 of all answers {p99:F2} times (by rounds {Statistics.Spread(latencies, "F2")})"));
        return 0;
    }

    private static async Task<Figures> MeasureAsync(int port, Plan plan)
    {
        RelpSender[] senders = [.. Enumerable.Range(0, plan.Connections).Select(id => new RelpSender(port, id, window: 128) { Answers = [] })];
        using var stop = new CancellationTokenSource();
        Task[] running = [.. senders.Select(sender => Task.Factory.StartNew(
            () => sender.Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        long at = Stopwatch.GetTimestamp();
        await Task.WhenAny(Task.Delay(plan.Duration), Task.WhenAny(running));
        double seconds = Stopwatch.GetElapsedTime(at).TotalSeconds;
        long messages = senders.Sum(static sender => sender.Acknowledged);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        double[] took =
        [
            .. senders.SelectMany(static sender => sender.Answers!).Select(static answer => Stopwatch.GetElapsedTime(0, answer.Took).TotalMilliseconds),
        ];
        foreach (RelpSender sender in senders)
            sender.Dispose();
        return new Figures(messages / seconds, took);
    }

    private static List<Socket> Enter(int port, int count) => [.. Enumerable.Range(0, count).Select(_ => Open(port))];

    private static Socket Open(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        socket.Send(Encoding.ASCII.GetBytes(Opening));
        return socket;
    }

    /// <summary>Each connection gets a byte of a frame a second; one that the server has cut off is opened anew.</summary>
    private static void Trickle(int port, int count, CancellationToken stop)
    {
        List<Socket> sockets = Enter(port, count);
        long begun = Stopwatch.GetTimestamp();
        for (long sent = 0; !stop.IsCancellationRequested;)
        {
            for (long due = (long)(Stopwatch.GetElapsedTime(begun).TotalSeconds * count); sent < due; sent++)
            {
                int index = (int)(sent % count);
                sockets[index].Send(SlowFrame.AsSpan((int)(sent / count % SlowFrame.Length), 1), SocketFlags.None, out SocketError error);
                if (error == SocketError.Success)
                    continue;
                sockets[index].Dispose();
                sockets[index] = Open(port);
            }

            stop.WaitHandle.WaitOne(Beat);
        }

        sockets.ForEach(static socket => socket.Dispose());
    }
}
