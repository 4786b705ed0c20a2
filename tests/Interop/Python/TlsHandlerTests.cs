using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Python;

/// <summary>The TLS handler in docs/python.md, as it stands there, from each Python since 3.8, with certificates of <c>loghog cert</c>.</summary>
public sealed class TlsHandlerTests : IAsyncLifetime
{
    private const string Facilities = "[shop]\nrotate = daily\nbackup_count = 3\n";

    private readonly TempFolder _folder = new();
    private LogHogProcess _hog = null!;

    private static string[] Versions => [.. Pythons.Versions.Where(version => version is not ("2.7" or "3.6" or "3.7") && Pythons.Find(version) is not null)];

    public async ValueTask InitializeAsync()
    {
        foreach (string[] arguments in new string[][] { ["server"], ["client", "web01"], ["client", "web02"] })
        {
            ProgramResult made = await ExternalProgram.RunAsync(new ProcessStartInfo(Repository.Loghog, ["cert", .. arguments]) { WorkingDirectory = _folder.Path }, "");
            Assert.True(made.ExitCode == 0, made.ToString());
        }

        _hog = await LogHogProcess.StartAsync($"""
            [server]
            pemfile = {_folder["loghog-server.pem"]}
            cacert = {_folder["loghog-ca.cert"]}
            [input:python]
            tls = 127.0.0.1:0
            host = client
            app = record:service
            clients = web01

            """, Facilities);
    }

    public async ValueTask DisposeAsync()
    {
        await _hog.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Records_arrive_under_the_name_in_the_certificate()
    {
        foreach (string version in Versions)
        {
            ProgramResult ran = await RunAsync(version, Handler("web01.pem"), $$"""
                log.info("Order %d from {{version}}: Ana Mar\u00eda", 42, extra=dict(service="shop", order=42))
                log.info("long", extra=dict(service="shop", text="x" * 60000))
                try:
                    {}["no such key"]
                except KeyError:
                    log.exception("failed in {{version}}", extra=dict(service="shop"))
                handler.close()
                log.info("a new connection of {{version}}", extra=dict(service="shop"))
                """);
            Assert.Equal("", ran.Errors);
        }

        MetricsText metrics = await _hog.StoredAsync(4 * Versions.Length);
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total"));
        string[] lines = _hog.Lines("shop/root.log");
        foreach (string version in Versions)
        {
            Assert.Single(lines, line => line.Contains($" web01 shop.orders[", StringComparison.Ordinal)
                && line.Contains($"INFO Order 42 from {version}: Ana María {{order=42 ", StringComparison.Ordinal));
            int failed = Array.FindIndex(lines, line => line.Contains($"ERROR failed in {version} {{", StringComparison.Ordinal));
            Assert.Equal("\tTraceback (most recent call last):", lines[failed + 1]);
            Assert.Single(lines, line => line.Contains($"a new connection of {version} ", StringComparison.Ordinal));
        }

        Assert.Equal(Versions.Length, lines.Count(line => line.Contains($"text={new string('x', 60_000)}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_has_no_certificate_or_another_is_refused_and_its_program_goes_on()
    {
        string[] refused =
        [
            Handler("web02.pem"),
            Handler("web01.pem").Replace("self.context.load_cert_chain(", "str(", StringComparison.Ordinal),
            // Nobody that it trusts has signed the server's.
            Handler("web01.pem").Replace("cafile=", "capath=", StringComparison.Ordinal),
        ];
        foreach (string handler in refused)
        {
            ProgramResult ran = await RunAsync("3", handler, """
                for number in range(3):
                    log.info("never", extra=dict(service="shop"))
                print("goes on")
                """);
            Assert.Contains("goes on", ran.Output, StringComparison.Ordinal);
        }

        await _hog.WaitForMetrics(metrics => Refused(metrics, "name_not_allowed") >= 1 && Refused(metrics, "certificate_missing") >= 1
            && metrics.Sum("loghog_tls_refused_total") >= 3);
        Assert.Equal(0, (await _hog.Metrics()).Sum("loghog_events_stored_total"));
        await RunAsync("3", Handler("web01.pem"), "log.info('after them', extra=dict(service='shop'))");
        await _hog.StoredAsync(1);
    }

    private static double Refused(MetricsText metrics, string reason) => metrics.Sum("loghog_tls_refused_total", $"reason=\"{reason}\"");

    private async Task<ProgramResult> RunAsync(string version, string handler, string program)
    {
        string text = $"""
            import logging
            {handler}
            log = logging.getLogger("shop.orders")
            log.setLevel("INFO")
            log.addHandler(handler)
            {program}
            """;
        ProgramResult ran = await ExternalProgram.RunAsync(Pythons.Find(version)!, "-W", "ignore", "-c", text);
        Assert.True(ran.ExitCode == 0, $"Python {version}: {ran}");
        return ran;
    }

    /// <summary>The page's two blocks: the class, and the handler that is made of it.</summary>
    private string Handler(string pem)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "python.md"));
        string[] blocks = [.. page.Split("```python\n").Select(rest => rest.Split("```")[0]).Where(code => code.Contains("TlsSocketHandler(", StringComparison.Ordinal))];
        Assert.Equal(2, blocks.Length);
        string made = blocks[1].Replace("logging.getLogger().addHandler(", "handler = (", StringComparison.Ordinal)
            .Replace("\"loghog.example.org\", 9020", $"\"localhost\", {_hog.Port("python/tls")}", StringComparison.Ordinal)
            .Replace("/etc/shop/loghog-ca.cert", _folder["loghog-ca.cert"], StringComparison.Ordinal)
            .Replace("/etc/shop/web01.pem", _folder[pem], StringComparison.Ordinal);
        Assert.NotEqual(blocks[1], made);
        return blocks[0] + made;
    }
}
