using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Relp;

/// <summary>rsyslog's omrelp against a real loghogd.</summary>
public sealed class OmrelpTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_line_is_stored_once_and_in_order_plain_and_over_TLS(bool isTls)
    {
        const int Lines = 2_000;
        string configuration = "[input:relp]\ntcp = 127.0.0.1:0\n";
        if (isTls)
        {
            await Loghog("cert", "server");
            await Loghog("cert", "client", "web01");
            configuration = $"[server]\npemfile = {_folder["loghog-server.pem"]}\ncacert = {_folder["loghog-ca.cert"]}\n[input:relp]\ntls = 127.0.0.1:0\n";
        }

        await using LogHogProcess hog = await LogHogProcess.StartAsync(configuration);
        using RsyslogSender rsyslog = new(
            hog.Port(isTls ? "relp/tls" : "relp/tcp"), Enumerable.Range(0, Lines).Select(static n => $"order {n} paid"),
            isTls ? (_folder["loghog-ca.cert"], _folder["web01.pem"]) : null);
        MetricsText metrics = await hog.StoredAsync(Lines);

        Assert.Equal(Lines, metrics.Sum("loghog_events_stored_total"));
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total"));
        Assert.True(metrics.Sum("loghog_journal_batches_total") > 0, "nothing went by way of the journal");
        Assert.Equal(Enumerable.Range(0, Lines).Select(static n => $"order {n} paid"), hog.Lines("shop/root.log").Select(Body));
    }

    [Fact]
    public async Task What_was_acknowledged_survives_kills_of_the_server()
    {
        const int Lines = 30_000;
        using TempFolder home = new();
        LogHogProcessOptions options = new() { Folder = home.Path };
        LogHogProcess hog = await LogHogProcess.StartAsync("[input:relp]\ntcp = 127.0.0.1:0\n", options: options);
        int port = hog.Port("relp/tcp");
        using RsyslogSender rsyslog = new(port, Enumerable.Range(0, Lines).Select(static n => $"order {n} paid"));
        for (int kill = 1; kill <= 2; kill++)
        {
            int stored = kill * 3_000;
            await hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_stored_total") >= stored);
            await hog.KillAsync();
            await hog.DisposeAsync();
            hog = await LogHogProcess.StartAsync($"[input:relp]\ntcp = 127.0.0.1:{port}\n", options: options);
        }

        await using LogHogProcess last = hog;
        await AllAreThereAsync(last, Lines, rsyslog);
    }

    [Fact]
    public async Task What_the_disk_refuses_is_not_acknowledged_and_comes_again()
    {
        const int Lines = 10_000;
        LogHogProcessOptions options = new() { Environment = new Dictionary<string, string> { ["LOGHOG_FAILPOINTS"] = "journal.synced=eio@5" } };
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[input:relp]\ntcp = 127.0.0.1:0\n", options: options);
        using RsyslogSender rsyslog = new(hog.Port("relp/tcp"), Enumerable.Range(0, Lines).Select(static n => $"order {n} paid"));

        await AllAreThereAsync(hog, Lines, rsyslog);

        MetricsText metrics = await hog.Metrics();
        Assert.True(metrics.Sum("loghog_events_dropped_total") > 0, "no batch was refused");
    }

    /// <summary>rsyslog says nowhere that it is done; what is missing after all that time is lost.</summary>
    private static async Task AllAreThereAsync(LogHogProcess hog, int lines, RsyslogSender rsyslog)
    {
        HashSet<string> bodies = [];
        Stopwatch waiting = Stopwatch.StartNew();
        while (bodies.Count < lines && waiting.Elapsed < TimeSpan.FromSeconds(120))
        {
            await Task.Delay(100);
            if (!File.Exists(hog.PathOf("shop/root.log")))
                continue;
            string text = await File.ReadAllTextAsync(hog.PathOf("shop/root.log"));
            // What stands behind the last line feed is being written.
            bodies = [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Body)];
        }

        Assert.True(bodies.Count == lines, $"{lines - bodies.Count} lines are lost; rsyslog said {rsyslog.Said}");
        Assert.All(Enumerable.Range(0, lines), n => Assert.Contains($"order {n} paid", bodies));
    }

    /// <summary>Behind <c>TIME HOST shop: </c>, without fields.</summary>
    private static string Body(string line)
    {
        string text = line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        int fields = text.IndexOf(" {", StringComparison.Ordinal);
        text = fields < 0 ? text : text[..fields];
        return text[text.IndexOf("order", StringComparison.Ordinal)..];
    }

    private async Task Loghog(params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(new ProcessStartInfo(Repository.Loghog, arguments) { WorkingDirectory = _folder.Path }, "");
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
