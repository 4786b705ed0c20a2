using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

/// <summary>What happens at the limits of time, number and memory.</summary>
public sealed class QueryLimitsTests(SelectDaemon daemon) : IClassFixture<SelectDaemon>
{
    /// <summary>Five million rows, of which the first come at once: more than any socket's buffer holds.</summary>
    private const string Endless = "* | join by (app) (*)";

    private readonly LogHogProcess _hog = daemon.Hog;

    [Fact]
    public async Task A_query_that_takes_too_long_before_its_first_row_ends_with_a_status()
    {
        Asked asked = await _hog.Ask("query", ("query", $"{Endless} | count()"), ("timeout", "100ms"));

        Assert.Equal((HttpStatusCode.GatewayTimeout, "application/problem+json"), (asked.Status, asked.ContentType));
        Assert.Contains("longer than 0.1 s", asked.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_speaks_an_old_http_gets_the_rows_alone()
    {
        ProgramResult curl = await ExternalProgram.RunAsync(
            "curl", "-sS0i", new Uri(_hog.HttpAddress, "/select/logsql/query").ToString(), "-d", "query=level:error | fields level", "-d", "limit=2");

        Assert.Equal(0, curl.ExitCode);
        Assert.EndsWith("\r\n\r\n{\"level\":\"error\"}\n{\"level\":\"error\"}\n", curl.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_who_takes_nothing_costs_a_place_and_little_memory()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[limits]\nmax_concurrent_queries = 1\nmax_query_wait = 50ms\n", options: new LogHogProcessOptions { Folder = CopyOfFiles(out TempFolder folder) });
        using (folder)
        using (TcpClient reader = new())
        {
            await reader.ConnectAsync(IPAddress.Loopback, hog.HttpPort);
            await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"GET /select/logsql/query?query={Uri.EscapeDataString(Endless)} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            Assert.Equal('H', reader.GetStream().ReadByte());

            Asked busy = await hog.Ask("hits", ("query", "*"));
            MetricsText metrics = await hog.Metrics();

            Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (busy.Status, busy.Headers["Retry-After"].Single()));
            Assert.Contains("max_concurrent_queries", busy.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(1, metrics.Sum("loghog_queries_running"));
            Assert.Equal(1, metrics.Sum("loghog_queries_busy_total"));
            Assert.InRange(metrics.Sum("loghog_process_resident_memory_bytes"), 1, 400 << 20);
            reader.Close();
            await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_queries_running") == 0);
            Assert.Equal(HttpStatusCode.OK, (await hog.Ask("hits", ("query", "*"))).Status);
            await hog.StopAsync();
        }
    }

    /// <summary>A folder for another daemon with the same log files.</summary>
    private string CopyOfFiles(out TempFolder folder)
    {
        folder = new TempFolder();
        foreach (string file in Directory.GetFiles(_hog.LogDir, "*.log", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder.Path, "log", Path.GetRelativePath(_hog.LogDir, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return folder.Path;
    }
}
