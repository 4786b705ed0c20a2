using System.CommandLine;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>tls</c>: the same messages over TLS with client certificates, over plain TCP, and over TLS to rsyslog, in turn.</summary>
internal static class TlsCommand
{
    private const int AttemptsMax = 3;

    public static Command Create()
    {
        var messages = new Option<long>("--messages") { DefaultValueFactory = _ => 1_000_000, Description = "In each measurement" };
        var warmUp = new Option<long>("--warm-up") { DefaultValueFactory = _ => 300_000, Description = "Before each measurement, for all" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 4 };
        var kind = new Option<string>("--kind") { DefaultValueFactory = _ => "rfc5424-counted", Description = "What all are sent: rfc5424, rfc5424-counted; or loghogd alone: v1" };
        var index = new Option<bool>("--index") { Description = "loghogd makes its index, too: the same work for both of its rows, and none that rsyslog does" };
        var maxRatio = new Option<double?>("--max-ratio") { Description = "Fail when the median ratio of CPU per message, TLS to plain, is higher; or TLS to rsyslog's above 1" };
        var peerOptions = new PeerOptions("default");
        var command = new Command("tls", "CPU per message over TLS, beside plain TCP and beside rsyslog over TLS.")
        {
            messages, warmUp, rounds, connections, kind, index, maxRatio,
        };
        peerOptions.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var workplace = new Workplace();
            var plan = new IngestPlan(parsed.GetValue(messages), parsed.GetValue(warmUp), parsed.GetValue(connections), Mixed: false);
            BenchCertificates certificates = BenchCertificates.Make(workplace.NewFolder("certificates"));
            LogHogPeer ours = new(workplace.Loghogd, parsed.GetRequiredValue(kind)) { WithoutIndex = !parsed.GetValue(index) };
            Peer[] peers =
            [
                ours with { Certificates = certificates },
                ours,
                peerOptions.Rsyslog(parsed, ours.FrameKind) with { Certificates = certificates },
            ];
            return await RunAsync(workplace, plan, peers, parsed.GetValue(rounds), parsed.GetValue(maxRatio));
        });
        return command;
    }

    private static async Task<int> RunAsync(Workplace workplace, IngestPlan plan, Peer[] peers, int rounds, double? maxRatio)
    {
        Console.WriteLine(Workplace.Machine());
        Console.WriteLine($"{plan.Messages:N0} messages after {plan.WarmUp:N0} to warm up, {plan.Connections} connections, {rounds} rounds");
        string[] names = ["loghogd TLS", "loghogd plain", $"{peers[2].Name} TLS"];
        var measurement = new IngestMeasurement(workplace, plan);
        List<IngestFigures[]> all = [];
        for (int round = 1; round <= rounds; round++)
        {
            var figures = new IngestFigures[peers.Length];
            for (int i = 0; i < peers.Length; i++)
            {
                figures[i] = await MeasureAsync(measurement, peers[i], isOurs: i < 2);
                Console.WriteLine(
                    $"  round {round}  {names[i],-14} {figures[i].MessagesPerSecond,11:N0} msg/s  {figures[i].CpuMicroseconds,6:F3} µs/msg " +
                    $"({figures[i].UserMicroseconds:F3} user + {figures[i].SystemMicroseconds:F3} system)  peak {figures[i].PeakBytes / 1e6,6:F1} MB  lost {figures[i].Found.Missing:N0}");
            }

            all.Add(figures);
        }

        double[] plain = [.. all.Select(static one => one[0].CpuMicroseconds / one[1].CpuMicroseconds)];
        double[] other = [.. all.Select(static one => one[0].CpuMicroseconds / one[2].CpuMicroseconds)];
        Console.WriteLine($"CPU per message, {names[0]} / {names[1]}: {Statistics.Spread(plain, "F2")}, median of rounds");
        Console.WriteLine($"CPU per message, {names[0]} / {names[2]}: {Statistics.Spread(other, "F2")}, median of rounds");
        bool lost = all.Exists(static one => !one[0].Found.IsPerfect || !one[1].Found.IsPerfect);
        bool isDear = maxRatio is { } most && (Statistics.Median(plain) > most || Statistics.Median(other) > 1);
        return lost || isDear ? 1 : 0;
    }

    /// <summary>rsyslog drops a connection now and then; that round of it is measured again, and said.</summary>
    private static async Task<IngestFigures> MeasureAsync(IngestMeasurement measurement, Peer peer, bool isOurs)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await measurement.RunAsync(peer);
            }
            catch (InvalidOperationException dropped) when (!isOurs && attempt < AttemptsMax)
            {
                Console.WriteLine($"  {peer.Name} again: {dropped.Message}");
            }
        }
    }
}
