using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using LogHog.Harness.Measuring;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary><c>python</c>: records of Python's SocketHandler over TCP into a file, loghogd and CPython's own receiver in turn.</summary>
internal static class PythonCommand
{
    private const string Python = "/usr/bin/python3";

    // Distinct records, sent again and again.
    private const int Distinct = 512;

    // As in the other measurements: until then methods are compiled.
    private const int WarmUp = 300_000;

    public static Command Create()
    {
        var records = new Option<int>("--records") { DefaultValueFactory = _ => 400_000, Description = "To loghogd; CPython gets a tenth" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var minRatio = new Option<double?>("--min-ratio") { Description = "Fail when loghogd takes in fewer times as many records per CPU second" };
        var command = new Command("python", "Records per CPU second beside CPython's pickle.loads and logging.handle.") { records, rounds, minRatio };
        command.SetAction(async (parsed, _) => await RunAsync(parsed.GetValue(records), parsed.GetValue(rounds), parsed.GetValue(minRatio)));
        return command;
    }

    private static async Task<int> RunAsync(int records, int rounds, double? minRatio)
    {
        using var workplace = new Workplace();
        byte[] frames = await FramesAsync(workplace);
        Console.WriteLine(Workplace.Machine());
        Console.WriteLine($"{records:N0} records of {frames.Length / Distinct} bytes to loghogd, {records / 10:N0} to CPython, one connection, {rounds} rounds");
        Peer[] ours = LogHogPythonPeer.All(workplace.Loghogd);
        Peer theirs = new CPythonPeer(Python, workplace.InTree("bench/python_receiver.py"));
        List<double>[] ratios = [.. ours.Select(_ => new List<double>())];
        for (int round = 1; round <= rounds; round++)
        {
            double their = await MeasureAsync(workplace, theirs, frames, records / 10, WarmUp / 10, round);
            for (int which = 0; which < ours.Length; which++)
                ratios[which].Add(await MeasureAsync(workplace, ours[which], frames, records, WarmUp, round) / their);
        }

        for (int which = 0; which < ours.Length; which++)
            Console.WriteLine($"records per CPU second, {ours[which].Name} / CPython: {Statistics.Spread(ratios[which], "F1")}, median of pairs");
        return ratios.Max(Statistics.Median) < minRatio ? 1 : 0;
    }

    /// <summary>Records per second of the server's processor time.</summary>
    private static async Task<double> MeasureAsync(Workplace workplace, Peer peer, byte[] frames, int records, int warmUp, int round)
    {
        string folder = workplace.NewFolder(peer.Name);
        using RunningServer server = await RunningServer.StartAsync(peer, folder);
        var files = new FileGrowth(server.LogFolder);
        await SendAsync(server, files, frames, warmUp, warmUp);
        CpuTime before = ProcessMeter.Cpu(server.Pid);
        Growth growth = await SendAsync(server, files, frames, records, warmUp + records);
        double cpuSeconds = (ProcessMeter.Cpu(server.Pid) - before).Seconds;
        await server.StopAsync();
        Directory.Delete(folder, recursive: true);
        if (growth.Lines != warmUp + records)
            throw new InvalidOperationException($"{peer.Name} wrote {growth.Lines} lines for {warmUp + records} records.");
        Console.WriteLine(
            $"  round {round}  {peer.Name,-15} {records / growth.Busy.TotalSeconds,10:N0} records/s  {cpuSeconds / records * 1e6,7:F2} µs CPU/record  {records / cpuSeconds,10:N0} records per CPU second");
        return records / cpuSeconds;
    }

    private static async Task<Growth> SendAsync(RunningServer server, FileGrowth files, byte[] frames, int records, long linesWanted)
    {
        Task sender = Task.Run(async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.Address);
            int whole = records / Distinct;
            for (int time = 0; time < whole; time++)
                await SendAllAsync(socket, frames);
            await SendAllAsync(socket, First(frames, records - (whole * Distinct)));
        });
        Growth growth = await files.WaitAsync(sender, linesWanted, mayLose: false);
        await sender;
        return growth;
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes)..];
    }

    private static ReadOnlyMemory<byte> First(byte[] frames, int count)
    {
        int end = 0;
        for (; count > 0; count--)
            end += 4 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frames.AsSpan(end));
        return frames.AsMemory(0, end);
    }

    /// <summary>Made by Python's own handler.</summary>
    private static async Task<byte[]> FramesAsync(Workplace workplace)
    {
        var start = new ProcessStartInfo(Python, [workplace.InTree("tests/Interop/python/stock_records.py"), $"{Distinct}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        string hex = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Convert.FromHexString(hex.Trim()) : throw new InvalidOperationException("Python made no records.");
    }
}
