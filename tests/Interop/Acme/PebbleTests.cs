using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LogHog.TestKit;
using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Acme;

/// <summary>
/// The real command against the real pebble, which refuses two of five good nonces, hardly reuses an authorization and really looks for
/// each answer.
/// </summary>
public sealed class PebbleTests(OnePebble one) : IClassFixture<OnePebble>, IDisposable
{
    private readonly PebbleServer _pebble = one.Server;
    private readonly AcmeCli _acme = new(one.Server);

    public void Dispose() => _acme.Dispose();

    [Fact]
    public async Task Issues_and_renews_by_http_01_for_several_names_and_an_address()
    {
        string[] names = ["--names", "logs.example.org, www.example.org, 127.0.0.1"];
        using X509Certificate2 first = await _acme.GetAsync("issue", [.. names, .. _acme.Http]);
        using X509Certificate2 second = await _acme.GetAsync("issue", [.. names, .. _acme.Http]);

        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.NotEqual(first.PublicKey.ExportSubjectPublicKeyInfo(), second.PublicKey.ExportSubjectPublicKeyInfo());
        X509SubjectAlternativeNameExtension alternative = second.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["logs.example.org", "www.example.org"], alternative.EnumerateDnsNames().Order());
        Assert.Equal("127.0.0.1", alternative.EnumerateIPAddresses().Single().ToString());
        await AssertChainsAsync(second);
        AssertFilesArePrivate();
    }

    [Fact]
    public async Task Issues_and_renews_by_tls_alpn_01_for_a_name_and_an_address_with_an_rsa_key()
    {
        string[] names = ["--names", "logs.example.org, 127.0.0.1", "--key", "rsa"];
        using X509Certificate2 first = await _acme.GetAsync("issue", [.. names, .. _acme.Tls]);
        using X509Certificate2 second = await _acme.GetAsync("renew", [.. names, .. _acme.Tls, "--force"]);

        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.Equal(2048, second.GetRSAPublicKey()!.KeySize);
        await AssertChainsAsync(second);
    }

    [Fact]
    public async Task Issues_a_wildcard_by_dns_01_through_a_hook_that_gets_words_and_an_environment_and_no_shell()
    {
        string[] names = ["--names", "*.example.org, example.org"];
        using X509Certificate2 first = await _acme.GetAsync("issue", [.. names, .. _acme.Dns]);
        using X509Certificate2 second = await _acme.GetAsync("issue", [.. names, .. _acme.Dns]);

        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        await AssertChainsAsync(second);
        JsonElement[] calls = [.. _acme.HookCalls.Select(static call => JsonDocument.Parse(call).RootElement)];
        // Two names in two orders. Pebble reuses one authorization in a hundred whatever PEBBLE_AUTHZREUSE says, but none for a new account.
        string[][] pairs = [.. calls.Select(static call => Of(call, "ACTION")).Chunk(2)];
        Assert.InRange(pairs.Length, 2, 4);
        Assert.All(pairs, static pair => Assert.Equal(["present", "cleanup"], pair));
        Assert.All(calls, static call => Assert.Equal("two words", Assert.Single(call[0].EnumerateArray()).GetString()));
        Assert.All(calls, static call => Assert.Equal("_acme-challenge.example.org", Of(call, "NAME")));
        Assert.All(calls, static call => Assert.Equal("example.org", Of(call, "DOMAIN")));
        Assert.All(calls, static call => Assert.Equal(43, Of(call, "VALUE").Length));
        Assert.All(calls, static call => Assert.Equal(5, call[1].EnumerateObject().Count()));
    }

    [Fact]
    public async Task Renews_only_when_it_is_time_or_the_names_have_changed()
    {
        using X509Certificate2 first = await _acme.GetAsync("renew", ["--names", "a.example.org", .. _acme.Http]);
        using X509Certificate2 same = await _acme.GetAsync("renew", ["--names", "a.example.org", .. _acme.Http]);
        using X509Certificate2 other = await _acme.GetAsync("renew", ["--names", "a.example.org,b.example.org", .. _acme.Http]);

        Assert.Equal(first.SerialNumber, same.SerialNumber);
        Assert.NotEqual(first.SerialNumber, other.SerialNumber);
    }

    [Fact]
    public async Task A_web_server_shows_the_answer_from_a_webroot_and_nothing_stays_there()
    {
        Directory.CreateDirectory(_acme["web"]);
        using var web = await WebrootServer.StartAsync(_acme["web"], _pebble.HttpPort);
        using X509Certificate2 certificate = await _acme.GetAsync("issue", "--names", "logs.example.org", "--webroot", _acme["web"]);

        await AssertChainsAsync(certificate);
        Assert.Empty(Directory.EnumerateFiles(_acme["web"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_accounts_key_rolls_over_and_the_account_stays_the_same()
    {
        ProgramResult before = await _acme.RunAsync("account");
        ProgramResult rolled = await _acme.RunAsync("account rollover");
        using X509Certificate2 certificate = await _acme.GetAsync("issue", ["--names", "a.example.org", .. _acme.Http]);
        ProgramResult after = await _acme.RunAsync("account");

        Assert.Equal(0, rolled.ExitCode);
        Assert.Equal(Line(before, "account"), Line(after, "account"));
        Assert.NotEqual(Line(before, "key"), Line(after, "key"));
        Assert.Equal(Line(rolled, "key"), Line(after, "key"));
    }

    [Theory]
    [InlineData("acme.next_key")]
    [InlineData("acme.key_changed")]
    public async Task A_rollover_that_is_killed_leaves_an_account_that_works(string step)
    {
        ProgramResult before = await _acme.RunAsync("account");
        ProgramResult killed = await _acme.RunKilledAsync("account rollover", step);
        using X509Certificate2 certificate = await _acme.GetAsync("issue", ["--names", "a.example.org", .. _acme.Http]);
        ProgramResult after = await _acme.RunAsync("account");

        Assert.Equal(137, killed.ExitCode);
        Assert.Equal(Line(before, "account"), Line(after, "account"));
    }

    [Fact]
    public async Task The_account_of_an_imported_rsa_key_signs_with_rs256()
    {
        using RSA rsa = RSA.Create(2048);
        await File.WriteAllTextAsync(_acme["rsa.pem"], rsa.ExportRSAPrivateKeyPem());
        ProgramResult imported = await _acme.RunAsync($"account import {_acme["rsa.pem"]}");
        using X509Certificate2 certificate = await _acme.GetAsync("issue", ["--names", "a.example.org", .. _acme.Http]);

        Assert.True(imported.ExitCode == 0, imported.ToString());
        Assert.Contains("RS256", imported.Output, StringComparison.Ordinal);
        await AssertChainsAsync(certificate);
    }

    [Fact]
    public async Task A_deactivated_account_is_gone_and_another_can_be_made()
    {
        ProgramResult before = await _acme.RunAsync("account");
        ProgramResult ended = await _acme.RunAsync("account deactivate");
        using X509Certificate2 certificate = await _acme.GetAsync("issue", ["--names", "a.example.org", .. _acme.Http]);
        ProgramResult after = await _acme.RunAsync("account");

        Assert.Equal(0, ended.ExitCode);
        Assert.NotEqual(Line(before, "account"), Line(after, "account"));
    }

    [Fact]
    public async Task The_contact_follows_the_settings()
    {
        await _acme.RunAsync("account", "--email", "one@example.org");
        ProgramResult changed = await _acme.RunAsync("account", "--email", "two@example.org, three@example.org");

        Assert.True(changed.ExitCode == 0, changed.ToString());
        Assert.Contains("two@example.org, three@example.org", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_certificate_is_known_as_such_and_is_due_at_once()
    {
        string[] settings = ["--names", "a.example.org", .. _acme.Http];
        using X509Certificate2 certificate = await _acme.GetAsync("issue", settings);
        ProgramResult revoked = await _acme.RunAsync("revoke", ["--reason", "keyCompromise", .. settings]);
        ProgramResult status = await _acme.RunAsync("status", settings);
        using X509Certificate2 next = await _acme.GetAsync("renew", settings);

        Assert.True(revoked.ExitCode == 0, revoked.ToString());
        Assert.Contains("\"Revoked\"", await _pebble.StatusAsync(certificate), StringComparison.Ordinal);
        Assert.Equal(1, status.ExitCode);
        Assert.Contains("it was revoked", status.Output, StringComparison.Ordinal);
        Assert.NotEqual(certificate.SerialNumber, next.SerialNumber);
    }

    [Fact]
    public async Task A_name_that_does_not_lead_here_is_told_in_plain_words_and_the_certificate_stays()
    {
        using X509Certificate2 first = await _acme.GetAsync("issue", ["--names", "a.example.org", .. _acme.Http]);
        ProgramResult failed = await _acme.RunAsync(
            "issue", "--names", "a.example.org", "--challenge", "http-01", "--listen", $"127.0.0.1:{PebbleServer.FreePort()}");

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("could not see that a.example.org is ours", failed.Errors, StringComparison.Ordinal);
        Assert.Contains("it cannot connect to the name", failed.Errors, StringComparison.Ordinal);
        Assert.Equal(first.SerialNumber, _acme.Certificate.SerialNumber);
    }

    [Fact]
    public async Task A_hook_that_fails_or_hangs_is_told_with_its_last_words()
    {
        await File.WriteAllTextAsync(_acme["fails.py"], "import sys; sys.exit('no such zone')");
        ProgramResult failed = await _acme.RunAsync(
            "issue", "--names", "a.example.org", "--challenge", "dns-01", "--hook", $"/usr/bin/python3 {_acme["fails.py"]}");

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("asked to present _acme-challenge.a.example.org, ended with exit code 1: no such zone", failed.Errors, StringComparison.Ordinal);
    }

    private static string Of(JsonElement call, string name) => call[1].GetProperty($"LOGHOG_ACME_{name}").GetString()!;

    private static string Line(ProgramResult result, string head)
    {
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output.Split('\n').Single(line => line.StartsWith(head + " ", StringComparison.Ordinal));
    }

    private async Task AssertChainsAsync(X509Certificate2 certificate)
    {
        using X509Certificate2 root = await _pebble.RootAsync();
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(_acme.CertificateFile);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(all);
        Assert.True(chain.Build(certificate), string.Join(", ", chain.ChainStatus.Select(static status => status.StatusInformation)));
    }

    private void AssertFilesArePrivate()
    {
        string[] files = [.. Directory.EnumerateFiles(_acme.Folder).Where(static file => Path.GetFileName(file) != "lock")];
        Assert.NotEmpty(files);
        Assert.All(files, static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.DoesNotContain(files, static file => Path.GetFileName(file).StartsWith('.'));
    }
}
