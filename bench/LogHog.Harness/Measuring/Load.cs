using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LogHog.Harness.Peers;
using LogHog.LoadGenerator.Sending;

namespace LogHog.Harness.Measuring;

/// <summary>Runs the load generator as a process of its own.</summary>
internal sealed class Load(string generator)
{
    /// <summary>A generator that has not ended by then is stopped; what it could not send counts as not sent.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public async Task<SendResult> SendAsync(RunningServer server, Peer peer, IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(generator, ["send", server.Address.ToString(), "--kind", peer.FrameKind, .. peer.GeneratorArguments, .. options])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            string result = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<SendResult>(result)!
                : throw new InvalidOperationException($"The load generator ended with exit code {process.ExitCode}.");
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new InvalidOperationException($"{peer.Name} did not take the load within {Limit.TotalMinutes:F0} minutes.", e);
        }
    }

    public static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
