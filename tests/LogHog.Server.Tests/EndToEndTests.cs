using System.Diagnostics;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests;

/// <summary>The whole main job with the programs that people have: in by the wire, out as lines of a file.</summary>
public sealed class EndToEndTests
{
    private const string PythonClient = """
        import hashlib, hmac, json, socket, struct, sys, time, zlib
        port, secret, flags = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
        m = dict(version=1, app_id="shop", module="root.web", stamp=int(time.time()), nsecs=5, body="from Python\nline two")
        if secret:
            text = m["app_id"] + m["module"] + str(m["stamp"]) + str(m["nsecs"]) + m["body"]
            m["signature"] = hmac.new(secret.encode(), text.encode(), hashlib.md5).hexdigest()
        p = json.dumps(m).encode()
        if flags: p = zlib.compress(p)
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(struct.pack(">II", len(p), flags) + p)
        s.shutdown(socket.SHUT_WR); s.recv(1)
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_loghog_sends_stands_in_the_file_of_its_module(bool udp)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        string[] where = udp ? ["-s", $"127.0.0.1:{hog.UdpPort}", "--udp"] : ["-s", $"127.0.0.1:{hog.TcpPort}"];

        ProgramResult sent = await ExternalProgram.RunAsync(
            Repository.Loghog, ["send", .. where, "-a", "shop", "--host", "web01", "Order 42 failed"]);

        Assert.True(sent.ExitCode == 0, sent.ToString());
        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_stored_total") == 1);
        Assert.Matches("(?m)^20.* web01 .*Order 42 failed$", File.ReadAllText(Path.Combine(hog.LogDir, "shop", "root.log")));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("", 1)]
    [InlineData("swordfish", 0)]
    public async Task A_client_of_old_written_with_Pythons_standard_library_is_understood(string secret, int flags)
    {
        string facilities = "[shop]\nrotate = daily\nbackup_count = 3\n" + (secret.Length > 0 ? $"secret = {secret}\n" : "")
            + "[shop:web]\nrotate = daily\nbackup_count = 3\n";
        await using LogHogProcess hog = await LogHogProcess.StartAsync("", facilities);

        ProgramResult sent = await Python(hog, secret, flags);

        Assert.True(sent.ExitCode == 0, sent.ToString());
        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_stored_total") == 1);
        string[] lines = File.ReadAllLines(Path.Combine(hog.LogDir, "shop", "web.log"));
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("from Python", lines[0], StringComparison.Ordinal);
        Assert.Equal("\tline two", lines[1]);
    }

    [Fact]
    public async Task A_message_with_a_wrong_signature_is_counted_and_never_written()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "", "[shop]\nrotate = daily\nbackup_count = 3\nsecret = swordfish\n");

        await Python(hog, "guessed", 0);

        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_rejected_total", "reason=\"signature_wrong\"") == 1);
        await hog.StopAsync();
        Assert.DoesNotContain(
            Directory.EnumerateFiles(hog.LogDir, "*", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains("from Python", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_application_without_a_facility_is_shown_wherever_somebody_looks()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("", "[other]\nrotate = daily\nbackup_count = 3\n");

        await Python(hog, "", 0);

        MetricsText metrics = await hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_received_total") == 1);
        Assert.Equal(1, metrics.Sum("loghog_quarantined_applications"));
        using JsonDocument status = JsonDocument.Parse(await hog.Get("/api/v1/status"));
        Assert.Equal(
            "1 application sends but has no facility", status.RootElement.GetProperty("quarantine_summary").GetString());
        ProgramResult shown = await ExternalProgram.RunAsync(
            Repository.Loghog, "status", "--http", $"127.0.0.1:{hog.HttpPort}");
        Assert.Contains("[shop] 1 events", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_sent_before_a_stop_is_in_the_file_after_it()
    {
        const int count = 20_000;
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        string input = string.Concat(Enumerable.Range(0, count).Select(i => $"message {i}\n"));

        ProgramResult sent = await ExternalProgram.RunAsync(
            new ProcessStartInfo(Repository.Loghog, ["send", "-s", $"127.0.0.1:{hog.TcpPort}", "-a", "shop", "-"]), input);

        Assert.True(sent.ExitCode == 0, sent.ToString());
        Assert.Equal(0, await hog.StopAsync());
        Assert.Equal(count, File.ReadLines(Path.Combine(hog.LogDir, "shop", "root.log")).Count());
    }

    private static Task<ProgramResult> Python(LogHogProcess hog, string secret, int flags) => ExternalProgram.RunAsync(
        "python3", "-c", PythonClient, $"{hog.TcpPort}", secret, $"{flags}");
}
