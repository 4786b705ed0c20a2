using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Clients;

/// <summary><c>loghog send</c>, the real program, to the real server.</summary>
public sealed class LoghogSendTests
{
    private const string Facilities = """
        [shop]
        rotate = daily
        backup_count = 3
        [safe]
        rotate = daily
        backup_count = 3
        secret = größer

        """;

    [Fact]
    public async Task Every_way_to_send_arrives()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("", Facilities);
        string secret = Path.Combine(hog.Folder, "secret");
        File.WriteAllText(secret, "größer\n");
        string[] tcp = ["-s", $"127.0.0.1:{hog.TcpPort}", "--host", "web01"];
        string[] udp = ["-s", $"127.0.0.1:{hog.UdpPort}", "--host", "web01", "--udp"];
        string[][] ways =
        [
            [.. tcp, "-a", "shop", "-m", "web", "-f", "order=42", "-f", "user=Ana María", "by TCP"],
            [.. udp, "-a", "shop", "by UDP"],
            [.. tcp, "-a", "safe", "--secret-file", secret, "signed 1"],
            [.. tcp, "-a", "safe", "--secret-file", secret, "--v2", "signed 2"],
            [.. udp, "-a", "safe", "--secret-file", secret, "--v2", "signed 2, UDP"],
        ];
        for (int i = 0; i < ways.Length; i++)
        {
            ProgramResult sent = await ExternalProgram.RunAsync(Repository.Loghog, ["send", .. ways[i]]);
            Assert.True(sent.ExitCode == 0, sent.ToString());
            await hog.StoredAsync(i + 1);
        }

        Assert.Equal(
            ["web01 web: by TCP {order=42 user=\"Ana María\"}", "web01 shop: by UDP"], hog.Lines("shop/root.log").Select(BehindTime));
        Assert.Equal(
            ["web01 safe: signed 1", "web01 safe: signed 2", "web01 safe: signed 2, UDP"], hog.Lines("safe/root.log").Select(BehindTime));
    }

    [Fact]
    public async Task Each_line_of_standard_input_becomes_a_line_of_the_file()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("", Facilities);
        string[] lines = [.. Enumerable.Range(0, 5000).Select(i => $"line {i} of größe {i * i}")];
        string[] arguments = ["send", "-s", $"127.0.0.1:{hog.TcpPort}", "-a", "shop", "--host", "web01", "-"];

        ProgramResult sent = await ExternalProgram.RunAsync(
            new ProcessStartInfo(Repository.Loghog, arguments), string.Join('\n', lines) + "\n");

        Assert.True(sent.ExitCode == 0, sent.ToString());
        await hog.StoredAsync(lines.Length);
        Assert.Equal(lines.Select(line => $"web01 shop: {line}"), hog.Lines("shop/root.log").Select(BehindTime));
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_and_nothing_is_written()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("", Facilities);
        string secret = Path.Combine(hog.Folder, "secret");
        File.WriteAllText(secret, "guessed\n");

        await ExternalProgram.RunAsync(
            Repository.Loghog, "send", "-s", $"127.0.0.1:{hog.TcpPort}", "-a", "safe", "--secret-file", secret, "forged");

        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_rejected_total", "reason=\"signature_wrong\"") == 1);
        await hog.StopAsync();
        Assert.Empty(hog.Files());
    }

    private static string BehindTime(string line) => line.Split(' ', 2)[1];
}
