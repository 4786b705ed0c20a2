using LogHog.Harness.Peers;
using LogHog.LoadGenerator.Sending;
using LogHog.LoadGenerator.Verifying;

namespace LogHog.Harness.Measuring;

/// <summary>What one TCP measurement sends.</summary>
internal sealed record IngestPlan(long Messages, long WarmUp, int Connections, bool Mixed);

/// <summary>What one measurement found.</summary>
/// <param name="Sent">With those that warmed up.</param>
/// <param name="MessagesPerSecond">By the growth of the files.</param>
/// <param name="UserMicroseconds">The server's, per message.</param>
/// <param name="SystemMicroseconds">The server's, per message.</param>
/// <param name="PeakBytes">VmHWM.</param>
/// <param name="Found">The files, read after the server has ended.</param>
internal sealed record IngestFigures(
    long Sent, double MessagesPerSecond, double UserMicroseconds, double SystemMicroseconds, long PeakBytes, VerifyResult Found)
{
    public double CpuMicroseconds => UserMicroseconds + SystemMicroseconds;
}

/// <summary>Starts a server, warms it up, loads it, waits for its files, stops it and reads them.</summary>
internal sealed class IngestMeasurement(Workplace workplace, IngestPlan plan)
{
    private readonly Load _load = new(workplace.LoadGenerator);

    public async Task<IngestFigures> RunAsync(Peer peer)
    {
        // The same number for each connection, so that the second part goes on where the first ended.
        long warmUpEach = plan.WarmUp / plan.Connections, each = plan.Messages / plan.Connections;
        long warmUp = warmUpEach * plan.Connections, messages = each * plan.Connections;
        string folder = workplace.NewFolder(peer.Name.Replace(' ', '-'));
        using RunningServer server = await RunningServer.StartAsync(peer, folder);
        var files = new FileGrowth(server.LogFolder);
        if (warmUp > 0)
            await SendAsync(server, peer, files, warmUp, 0, warmUp);
        CpuTime before = await ProcessMeter.RestingAsync(server.Pid);
        Growth growth = await SendAsync(server, peer, files, messages, warmUpEach, warmUp + messages);
        CpuTime cpu = await ProcessMeter.RestingAsync(server.Pid) - before;
        long peak = ProcessMeter.StatusBytes(server.Pid, "VmHWM");
        await server.StopAsync();
        long[] sent = [.. Enumerable.Repeat(warmUpEach + each, plan.Connections)];
        VerifyResult found = new FileVerifier(sent).Verify(server.LogFolder);
        Directory.Delete(folder, recursive: true);
        return new IngestFigures(
            warmUp + messages, messages / growth.Busy.TotalSeconds,
            cpu.UserSeconds / messages * 1e6, cpu.SystemSeconds / messages * 1e6, peak, found);
    }

    private async Task<Growth> SendAsync(RunningServer server, Peer peer, FileGrowth files, long messages, long first, long linesWanted)
    {
        List<string> options = ["--messages", $"{messages}", "--connections", $"{plan.Connections}", "--first-sequence", $"{first}"];
        if (plan.Mixed)
            options.Add("--mixed");
        Task<SendResult> sender = _load.SendAsync(server, peer, options);
        Growth growth = await files.WaitAsync(sender, linesWanted, mayLose: false);
        await sender;
        return growth;
    }
}
