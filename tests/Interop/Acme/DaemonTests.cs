using System.Security.Cryptography.X509Certificates;
using LogHog.TestKit;
using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Acme;

/// <summary>A real loghogd that looks after its certificate alone.</summary>
public sealed class DaemonTests(OnePebble one) : IClassFixture<OnePebble>
{
    private readonly PebbleServer _pebble = one.Server;

    [Fact]
    public async Task Gets_its_certificate_alone_and_a_connection_lives_through_the_next_one()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configuration("127.0.0.1"));
        using X509Certificate2 root = await _pebble.RootAsync();
        await hog.WaitForOutput("A certificate for 127.0.0.1 has come");
        using HttpsClient old = await HttpsClient.ConnectAsync(hog.HttpsPort, root);
        string before = await old.GetAsync("/health/ready");

        hog.Configure(Configuration("127.0.0.1, logs.example.org"), TestConfiguration.AnyApplication);
        hog.Signal(ProcessSignal.Hangup);
        await hog.WaitForOutput("A certificate for 127.0.0.1, logs.example.org has come");
        using HttpsClient fresh = await HttpsClient.UntilAsync(hog.HttpsPort, root, certificate => certificate.SerialNumber != old.Certificate.SerialNumber);
        string after = await old.GetAsync("/health/ready");
        string metrics = await fresh.GetAsync("/metrics");

        Assert.Contains("200 OK", before, StringComparison.Ordinal);
        Assert.Contains("200 OK", after, StringComparison.Ordinal);
        Assert.Contains($"loghog_certificate_expiry_timestamp_seconds{{certificate=\"acme\"}} {new DateTimeOffset(fresh.Certificate.NotAfter).ToUnixTimeSeconds()}\n", metrics, StringComparison.Ordinal);
        Assert.Contains("loghog_acme_renewals_total 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains("loghog_acme_failing 0\n", metrics, StringComparison.Ordinal);
        Assert.Equal(0, await hog.StopAsync());
    }

    [Fact]
    public async Task Renews_what_is_in_its_last_third()
    {
        using var folder = new TempFolder();
        using var authority = new TestAuthority();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 old = authority.Issue(["127.0.0.1"], now.AddDays(-61), now.AddDays(29));
        Put(folder, old);
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configuration("127.0.0.1"), options: new() { Folder = folder.Path });

        await hog.WaitForOutput("A certificate for 127.0.0.1 has come");
    }

    [Fact]
    public async Task A_renewal_that_fails_is_a_metric_at_once_and_an_error_days_before_the_end_and_the_old_one_serves_on()
    {
        using var folder = new TempFolder();
        using var authority = new TestAuthority();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 old = authority.Issue(["127.0.0.1"], now.AddDays(-81), now.AddDays(9));
        Put(folder, old);
        string nowhere = $"https://localhost:{PebbleServer.FreePort()}/dir";
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configuration("127.0.0.1", nowhere), options: new() { Folder = folder.Path });

        await hog.WaitForOutput("has not been renewed in 1 tries");
        using HttpsClient client = await HttpsClient.ConnectAsync(hog.HttpsPort, authority.Certificate);
        string metrics = await client.GetAsync("/metrics");

        Assert.Equal(old.SerialNumber, client.Certificate.SerialNumber);
        Assert.Contains("loghog_acme_failing 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("loghog_acme_failures_total{reason=\"unreachable\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("No certificate for 127.0.0.1: https://localhost", hog.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_is_not_tried_again_by_a_restart_but_by_a_reload()
    {
        using var folder = new TempFolder();
        string nowhere = $"https://localhost:{PebbleServer.FreePort()}/dir";
        var options = new LogHogProcessOptions { Folder = folder.Path };
        await using (LogHogProcess first = await LogHogProcess.StartAsync(Configuration("127.0.0.1", nowhere), options: options))
            await first.WaitForOutput("No certificate for 127.0.0.1");

        await using LogHogProcess second = await LogHogProcess.StartAsync(Configuration("127.0.0.1"), options: options);
        second.Signal(ProcessSignal.Hangup);
        await second.WaitForOutput("A certificate for 127.0.0.1 has come");

        Assert.DoesNotContain("No certificate for", second.Output, StringComparison.Ordinal);
    }

    private static void Put(TempFolder folder, X509Certificate2 certificate)
    {
        Directory.CreateDirectory(folder["lib/acme"]);
        File.WriteAllText(folder["lib/acme/certificate.pem"], TestAuthority.KeyedPem(certificate));
    }

    private string Configuration(string names, string? directory = null) => $"""
        [acme]
        names = {names}
        directory = {directory ?? _pebble.Directory.AbsoluteUri}
        ca_bundle = {_pebble.CaBundle}
        terms = agreed
        listen = 127.0.0.1:{_pebble.HttpPort}
        [http]
        tls = acme
        """;
}
