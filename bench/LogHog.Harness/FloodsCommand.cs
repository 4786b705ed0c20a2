using System.CommandLine;
using System.Globalization;
using System.Net;
using LogHog.Harness.Floods;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>floods</c>: how long other clients' messages take while somebody floods, beside how long they take without; and what is left afterwards.</summary>
internal static class FloodsCommand
{
    // The daemon opens files of its own meanwhile (index, journal).
    private const int DescriptorsMore = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 15, Description = "Of each measurement: longer than the handshake's limit, after which a flood comes again" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 4 };
        var only = new Option<string>("--only") { DefaultValueFactory = _ => "", Description = "Floods whose name contains this: HalfOpen, Renegotiation, PlainToTls, TlsToPlain" };
        var maxRatio = new Option<double?>("--max-ratio") { Description = "Fail when the ratio of a flood's p99 to that before it is higher" };
        var command = new Command("floods", "Other clients' p99 beside half-open handshakes, renegotiation, plain text on the TLS port, TLS on the plain one.")
        {
            seconds, rounds, only, maxRatio,
        };
        command.SetAction((parsed, _) => RunAsync(
            TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), parsed.GetValue(only)!, parsed.GetValue(maxRatio)));
        return command;
    }

    private static async Task<int> RunAsync(TimeSpan time, int rounds, string only, double? maxRatio)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        BenchCertificates certificates = BenchCertificates.Make(workplace.NewFolder("certificates"));
        var plain = new IPEndPoint(IPAddress.Loopback, Workplace.FreePort());
        var peer = new LogHogPeer(workplace.Loghogd) { Certificates = certificates, MoreSettings = $"[input:loghog]\ntcp = {plain}\n" };
        using RunningServer server = await RunningServer.StartAsync(peer, workplace.NewFolder("floods"));
        await server.ListeningAsync(plain.Port);
        using Bystanders bystanders = await Bystanders.ConnectAsync(server.Address, plain, certificates.Client, server.LogFolder);
        await bystanders.MeasureAsync(WarmUp);
        int descriptors = ProcessMeter.OpenDescriptors(server.Pid);
        long memory = ProcessMeter.StatusBytes(server.Pid, "VmRSS");
        bool isDear = false;
        foreach (FloodKind kind in Enum.GetValues<FloodKind>().Where(kind => kind.ToString().Contains(only, StringComparison.Ordinal)))
        {
            IPEndPoint target = kind == FloodKind.TlsToPlain ? plain : server.Address;
            List<double> before = [];
            List<double> beside = [];
            List<double> ratios = [];
            for (int round = 1; round <= rounds; round++)
            {
                (List<double> without, List<double> with) = await RoundAsync(kind, bystanders, time, () => Flooder.Start(kind, target, certificates.Client));
                before.AddRange(without);
                beside.AddRange(with);
                ratios.Add(Statistics.Percentile(with, 0.99) / Statistics.Percentile(without, 0.99));
            }

            double ratio = Statistics.Percentile(beside, 0.99) / Statistics.Percentile(before, 0.99);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind}: p99 beside it / p99 before it {ratio:F2} over all {before.Count + beside.Count} messages; by rounds {Statistics.Spread(ratios, "F2")}"));
            isDear |= ratio > maxRatio;
        }

        bool isClean = await IsCleanAsync(server.Pid, descriptors);
        Console.WriteLine(
            $"descriptors {descriptors} before, {ProcessMeter.OpenDescriptors(server.Pid)} after; " +
            $"resident {memory / 1e6:F1} MB before, {ProcessMeter.StatusBytes(server.Pid, "VmRSS") / 1e6:F1} MB after");
        await server.StopAsync();
        return isClean && !isDear ? 0 : 1;
    }

    private static async Task<(List<double> Before, List<double> Beside)> RoundAsync(FloodKind kind, Bystanders bystanders, TimeSpan time, Func<Flooder> start)
    {
        List<double> before = await bystanders.MeasureAsync(time);
        using Flooder flooder = start();
        // Its own start is not what is measured.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        List<double> beside = await bystanders.MeasureAsync(time);
        long made = await flooder.StopAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {kind,-14} p99 {Statistics.Percentile(before, 0.99):F2} ms before, {Statistics.Percentile(beside, 0.99):F2} ms beside (p50 {Statistics.Median(beside):F2} ms, {beside.Count} messages, {made} connections of the flood)"));
        // What it has left behind is closed within the handshake's own limit.
        await Task.Delay(TimeSpan.FromSeconds(1));
        return (before, beside);
    }

    private static async Task<bool> IsCleanAsync(int pid, int descriptors)
    {
        for (double waited = 0; waited < CleanUpLimit.TotalSeconds; waited += 0.5)
        {
            if (ProcessMeter.OpenDescriptors(pid) <= descriptors + DescriptorsMore)
                return true;
            await Task.Delay(500);
        }

        return false;
    }
}
