using System.CommandLine;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>ingest</c>: TCP into files, loghogd and rsyslog in turn on the same messages.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var messages = new Option<long>("--messages") { DefaultValueFactory = _ => 1_000_000, Description = "In each measurement" };
        var warmUp = new Option<long>("--warm-up") { DefaultValueFactory = _ => 300_000, Description = "Before each measurement, for both" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 4 };
        var signed = new Option<bool>("--signed") { Description = "loghogd unsigned and signed (v1) in turn instead of loghogd and rsyslog" };
        var kind = new Option<string>("--kind") { DefaultValueFactory = _ => "rfc5424-counted", Description = "What both are sent: rfc5424 (lines) or rfc5424-counted; or loghogd alone: v1, v1-signed, v1-zlib, v2" };
        var noIndex = new Option<bool>("--no-index") { Description = "loghogd makes no index" };
        var mixed = new Option<bool>("--mixed") { Description = "Each connection carries every application, as a relay's" };
        var noFloor = new Option<bool>("--no-floor");
        var maxRatio = new Option<double?>("--max-ratio") { Description = "Fail when the median ratio of CPU per message is higher" };
        var peerOptions = new PeerOptions("default");
        var command = new Command("ingest", "Messages a second, CPU per message, peak memory and loss over TCP, beside a peer.")
        {
            messages, warmUp, rounds, connections, signed, kind, noIndex, mixed, noFloor, maxRatio,
        };
        peerOptions.AddTo(command, mayChoose: true);
        command.SetAction(async (parsed, _) =>
        {
            using var workplace = new Workplace();
            var plan = new IngestPlan(
                parsed.GetValue(messages), parsed.GetValue(warmUp), parsed.GetValue(connections), parsed.GetValue(mixed));
            bool isSigned = parsed.GetValue(signed);
            string sent = parsed.GetRequiredValue(kind);
            Peer ours = new LogHogPeer(workplace.Loghogd, isSigned ? "v1-signed" : sent) { WithoutIndex = parsed.GetValue(noIndex) };
            Peer other = isSigned ? new LogHogPeer(workplace.Loghogd) : peerOptions.Of(parsed, workplace, sent);
            Peer? floor = File.Exists(workplace.Floor) && !parsed.GetValue(noFloor) ? new FloorPeer(workplace.Floor) : null;
            return await RunAsync(workplace, plan, ours, other, floor, parsed.GetValue(rounds), parsed.GetValue(maxRatio));
        });
        return command;
    }

    private static async Task<int> RunAsync(
        Workplace workplace, IngestPlan plan, Peer ours, Peer other, Peer? floor, int rounds, double? maxRatio)
    {
        Console.WriteLine(Workplace.Machine());
        Console.WriteLine($"{plan.Messages:N0} messages after {plan.WarmUp:N0} to warm up, {plan.Connections} connections, {rounds} rounds: {ours.Name} vs {other.Name}");
        var measurement = new IngestMeasurement(workplace, plan);
        List<(IngestFigures Ours, IngestFigures Other)> pairs = [];
        List<IngestFigures> floors = [];
        for (int round = 1; round <= rounds; round++)
        {
            pairs.Add((await Measure(measurement, ours, round), await Measure(measurement, other, round)));
            if (floor is not null)
                floors.Add(await Measure(measurement, floor, round));
        }

        Console.WriteLine();
        Summarise(ours.Name, [.. pairs.Select(pair => pair.Ours)]);
        Summarise(other.Name, [.. pairs.Select(pair => pair.Other)]);
        if (floor is not null)
            Summarise(floor.Name, floors);
        double[] ratios = [.. pairs.Select(pair => pair.Ours.CpuMicroseconds / pair.Other.CpuMicroseconds)];
        Console.WriteLine($"CPU per message, {ours.Name} / {other.Name}: {Statistics.Spread(ratios, "F2")}, median of pairs");
        bool lost = pairs.Any(pair => !pair.Ours.Found.IsPerfect);
        return lost || Statistics.Median(ratios) > maxRatio ? 1 : 0;
    }

    private static async Task<IngestFigures> Measure(IngestMeasurement measurement, Peer peer, int round)
    {
        IngestFigures figures = await measurement.RunAsync(peer);
        Console.WriteLine(
            $"  round {round}  {peer.Name,-18} {figures.MessagesPerSecond,11:N0} msg/s  {figures.CpuMicroseconds,6:F3} µs/msg " +
            $"({figures.UserMicroseconds:F3} user + {figures.SystemMicroseconds:F3} system)  peak {figures.PeakBytes / 1e6,6:F1} MB  " +
            $"lost {figures.Found.Missing:N0}{Oddities(figures)}");
        return figures;
    }

    private static string Oddities(IngestFigures figures) => figures.Found.IsPerfect
        ? string.Empty
        : $"  doubled {figures.Found.Duplicated:N0}, torn {figures.Found.Torn:N0}, foreign {figures.Found.Foreign:N0}";

    private static void Summarise(string name, List<IngestFigures> all) => Console.WriteLine(
        $"{name,-18} {Statistics.Spread([.. all.Select(one => one.MessagesPerSecond)], "N0")} msg/s   " +
        $"{Statistics.Spread([.. all.Select(one => one.CpuMicroseconds)], "F3")} µs CPU/msg   " +
        $"peak {all.Max(one => one.PeakBytes) / 1e6:F1} MB   lost {all.Sum(one => one.Found.Missing):N0} of {all.Sum(one => one.Sent):N0}");
}
