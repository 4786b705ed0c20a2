using System.CommandLine;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>udp</c>: rising rates of datagrams, and at which of them each server begins to lose.</summary>
internal static class UdpCommand
{
    private static readonly double[] Rates = [50_000, 100_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 700_000];

    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 3, Description = "Of each measurement" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 4, Description = "Sending sockets" };
        var rates = new Option<double[]>("--rates") { DefaultValueFactory = _ => Rates, AllowMultipleArgumentsPerToken = true };
        var loss = new Option<double>("--loss") { DefaultValueFactory = _ => 0.1, Description = "Percent that still counts as kept up" };
        var kind = new Option<string>("--kind") { DefaultValueFactory = _ => "rfc5424", Description = "What loghogd is sent: rfc5424 as the peer, or v1" };
        var noIndex = new Option<bool>("--no-index") { Description = "loghogd makes no index" };
        // With the same receive buffer as loghogd; Debian's defaults lose at a fraction of the rate.
        var peerOptions = new PeerOptions("best");
        var command = new Command("udp", "The highest rate of datagrams at equal loss, beside a peer.") { seconds, rounds, connections, rates, loss, kind, noIndex };
        peerOptions.AddTo(command, mayChoose: true);
        command.SetAction(async (parsed, _) =>
        {
            using var workplace = new Workplace();
            Console.WriteLine(Workplace.Machine());
            var measurement = new UdpMeasurement(workplace, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(connections));
            Peer[] peers = [new LogHogPeer(workplace.Loghogd, parsed.GetRequiredValue(kind)) { WithoutIndex = parsed.GetValue(noIndex) }, peerOptions.Of(parsed, workplace)];
            await RunAsync(measurement, peers, parsed.GetRequiredValue(rates), parsed.GetValue(rounds), parsed.GetValue(loss));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(UdpMeasurement measurement, Peer[] peers, double[] rates, int rounds, double lossPercent)
    {
        var best = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (int round = 1; round <= rounds; round++)
        {
            var keptUp = peers.ToDictionary(peer => peer.Name, _ => 0.0, StringComparer.Ordinal);
            foreach (double rate in rates.Order())
            {
                foreach (Peer peer in peers)
                {
                    UdpFigures figures = await measurement.RunAsync(peer, rate);
                    Console.WriteLine(Line(round, peer, figures));
                    if (figures.LossPercent <= lossPercent)
                        keptUp[peer.Name] = Math.Max(keptUp[peer.Name], figures.StoredPerSecond);
                }
            }

            foreach ((string name, double rate) in keptUp)
                (best.TryGetValue(name, out List<double>? all) ? all : best[name] = []).Add(rate);
        }

        Console.WriteLine();
        foreach ((string name, List<double> all) in best)
            Console.WriteLine($"{name,-12} {Statistics.Spread(all, "N0")} msg/s at a loss of {lossPercent} % or less");
    }

    private static string Line(int round, Peer peer, UdpFigures figures) =>
        $"  round {round}  {peer.Name,-12} offered {figures.OfferedPerSecond,9:N0}/s  stored {figures.StoredPerSecond,9:N0}/s  " +
        $"lost {figures.LossPercent,6:F2} % ({figures.Lost:N0}; kernel: {figures.SocketDrops:N0} at its sockets, {figures.BufferErrors:N0} on the machine)  " +
        $"{figures.CpuMicroseconds:F2} µs/msg";
}
