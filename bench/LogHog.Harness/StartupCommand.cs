using System.CommandLine;
using System.Text;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>startup</c>: exec to listening, on an empty folder and on 50,000 files, and what those files cost.</summary>
internal static class StartupCommand
{
    private const int Apps = 100;
    private const int FacilitiesEach = 10;
    private const int Hosts = 50;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 10 };
        var command = new Command("startup", "Time from exec to listening; 1,000 facilities x 50 hosts.") { runs };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(runs)));
        return command;
    }

    private static async Task<int> RunAsync(int runs)
    {
        using var workplace = new Workplace();
        Console.WriteLine(Workplace.Machine());
        var small = new LogHogPeer(workplace.Loghogd);
        await StartsAsync(small, workplace.NewFolder("empty"), runs, "one facility, no files");
        var large = new LogHogPeer(workplace.Loghogd) { Facilities = ThousandFacilities() };
        string folder = workplace.NewFolder("large");
        await StartsAsync(large, folder, runs, $"{Apps * FacilitiesEach:N0} facilities, no files");
        var spread = new SpreadLoad(Apps, FacilitiesEach, Hosts);
        bool whole = await SpreadAsync(large, folder, spread, 1);
        await StartsAsync(large, folder, runs, $"{Apps * FacilitiesEach:N0} facilities, {spread.Files:N0} files");
        whole &= await SpreadAsync(large, folder, spread, 2);
        return whole ? 0 : 1;
    }

    private static async Task StartsAsync(LogHogPeer peer, string folder, int runs, string what)
    {
        List<double> times = [];
        long idleBytes = 0;
        for (int run = 0; run < runs; run++)
        {
            using RunningServer server = await RunningServer.StartAsync(peer, folder);
            times.Add(server.StartTime.TotalMilliseconds);
            if (run == runs - 1)
            {
                await Task.Delay(Settle);
                idleBytes = ProcessMeter.StatusBytes(server.Pid, "VmRSS");
            }

            await server.StopAsync();
        }

        Console.WriteLine($"{what}: {Statistics.Spread(times, "F0")} ms from exec to listening; idle {idleBytes / 1e6:F1} MB resident");
    }

    // One message into every file.
    private static async Task<bool> SpreadAsync(LogHogPeer peer, string folder, SpreadLoad load, int timesBefore)
    {
        using RunningServer server = await RunningServer.StartAsync(peer, folder);
        var files = new FileGrowth(server.LogFolder);
        CpuTime before = ProcessMeter.Cpu(server.Pid);
        int descriptorsMax = 0;
        Task sender = Task.Run(() => load.Send(server.Address));
        using var watched = new CancellationTokenSource();
        Task watch = Task.Run(async () =>
        {
            while (!watched.IsCancellationRequested)
            {
                descriptorsMax = Math.Max(descriptorsMax, ProcessMeter.OpenDescriptors(server.Pid));
                await Task.Delay(20);
            }
        });
        Growth growth = await files.WaitAsync(sender, (long)load.Files * timesBefore, mayLose: false);
        await watched.CancelAsync();
        await watch;
        await sender;
        CpuTime cpu = ProcessMeter.Cpu(server.Pid) - before;
        long peak = ProcessMeter.StatusBytes(server.Pid, "VmHWM");
        int count = Directory.GetFiles(server.LogFolder, "*.log", SearchOption.AllDirectories).Length;
        await server.StopAsync();
        Console.WriteLine($"one message into each of {load.Files:N0} files: {growth.Busy.TotalSeconds:F1} s, {cpu.Seconds / load.Files * 1e6:F0} µs CPU each; " +
            $"{count:N0} files with {growth.Lines:N0} lines; at most {descriptorsMax:N0} descriptors; peak {peak / 1e6:F1} MB");
        return count == load.Files && growth.Lines == (long)load.Files * timesBefore;
    }

    private static string ThousandFacilities()
    {
        var text = new StringBuilder();
        for (int app = 0; app < Apps; app++)
        {
            for (int module = 0; module < FacilitiesEach; module++)
            {
                text.Append(module == 0 ? $"[{SpreadLoad.App(app)}]\n" : $"[{SpreadLoad.App(app)}:{SpreadLoad.Module(module)}]\n")
                    .Append("rotate = yearly\nbackup_count = 1\nfile_per_host = yes\n");
            }
        }

        return text.ToString();
    }
}
