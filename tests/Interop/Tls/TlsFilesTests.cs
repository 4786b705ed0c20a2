using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Tls;

/// <summary>The files of a TLS listener: new ones, wrong ones, revoked and expiring certificates.</summary>
public sealed class TlsFilesTests : TlsTests
{
    [Fact]
    public async Task A_new_certificate_is_in_force_without_a_connection_dropped()
    {
        await using LogHogProcess hog = await StartAsync();
        using LiveConnection live = await LiveConnection.OpenAsync(TlsPort(hog), Folder["web01.pem"]);
        await live.SendAsync(TlsClient.Payload("shop", "before"));
        string before = await Shown(hog);

        await Loghog("cert", "server", "--force");
        while (await Shown(hog) == before)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await live.SendAsync(TlsClient.Payload("shop", "after the file"));
        string second = await Shown(hog);
        await Loghog("cert", "server", "--force");
        hog.Signal(ProcessSignal.Hangup);
        while (await Shown(hog) == second)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await live.SendAsync(TlsClient.Payload("shop", "after the signal"));

        await WaitForLine(hog, "shop/root.log", "after the signal");
        Assert.Equal(3, LogFolder.Lines(hog, "shop/root.log").Length);
        Assert.Contains("a new certificate is in force", hog.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_leaves_the_certificate_in_force()
    {
        await using LogHogProcess hog = await StartAsync();
        string before = await Shown(hog);

        await File.WriteAllTextAsync(Folder["loghog-server.pem"], "-----BEGIN CERTIFICATE-----\nMIIB", TestContext.Current.CancellationToken);

        await hog.WaitForOutput("cannot be used, so the certificate before it stays in force");
        Assert.Equal(before, await Shown(hog));
    }

    [Fact]
    public async Task Who_is_revoked_while_connected_is_cut_off()
    {
        await Loghog("cert", "server");
        await Loghog("cert", "client", "web01");
        await Loghog("cert", "client", "web09");
        await Loghog("cert", "revoke", "web09.pem");
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configuration(further: $"crl = {Folder["loghog-ca.crl"]}\n"));
        using LiveConnection live = await LiveConnection.OpenAsync(TlsPort(hog), Folder["web01.pem"]);
        await live.SendAsync(TlsClient.Payload("shop", "before"));
        await WaitForLine(hog, "shop/root.log", "before");

        await Loghog("cert", "revoke", "web01.pem");

        await hog.WaitForMetrics(metrics => Refused(metrics, "certificate_revoked") == 1);
        Assert.True(await live.HasEndedAsync());
        await using TlsClient client = TlsClient.Start();
        Assert.NotEqual("", (await client.ConnectAsync(Message(hog, "again"))).Error);
        await hog.WaitForMetrics(metrics => Refused(metrics, "certificate_revoked") == 2);
    }

    [Fact]
    public async Task What_expires_soon_is_told_by_the_log_and_the_metrics()
    {
        await Loghog("cert", "server", "--days", "10");
        await using LogHogProcess hog = await LogHogProcess.StartAsync(Configuration());

        await hog.WaitForOutput("expires in 9 days");
        string line = (await hog.Metrics()).Text.Split('\n').First(static line => line.StartsWith("loghog_certificate_expiry_seconds{use=\"server\"", StringComparison.Ordinal));
        Assert.InRange(double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture), 9 * 86_400, 10 * 86_400);
    }

    [Theory]
    [InlineData("pemfile", "none.pem", "does not exist")]
    [InlineData("pemfile", "loghog-ca.cert", "has no private key")]
    [InlineData("cacert", "loghog-ca.key", "has no certificate")]
    [InlineData("crl", "loghog-ca.cert", "has no revocation list")]
    public async Task A_wrong_file_is_an_error_of_the_configuration(string key, string file, string problem)
    {
        await Loghog("cert", "server");
        string configuration = Configuration(further: $"{key} = {Folder[file]}\n");
        await File.WriteAllTextAsync(Folder["loghogd.conf"], TestConfiguration.Complete(configuration), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Folder["facilities.conf"], TestConfiguration.AnyApplication, TestContext.Current.CancellationToken);

        ProgramResult check = await ExternalProgram.RunAsync(Repository.Loghogd, "--check-config", "-c", Folder["loghogd.conf"]);

        Assert.True(check.ExitCode == 78, check.ToString());
        Assert.Contains($"[server] {key}", check.Errors + check.Output, StringComparison.Ordinal);
        Assert.Contains(problem, check.Errors + check.Output, StringComparison.Ordinal);
    }

    /// <summary>The serial number of the certificate that the server shows now.</summary>
    private async Task<string> Shown(LogHogProcess hog)
    {
        using LiveConnection connection = await LiveConnection.OpenAsync(TlsPort(hog), Folder["web01.pem"]);
        return connection.ServerSerial;
    }
}
