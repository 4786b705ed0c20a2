using System.Security.Cryptography.X509Certificates;
using LogHog.TestKit;
using LogHog.TestKit.Acme;

namespace LogHog.Interop.Tests.Acme;

/// <summary>A pebble that knows its customers, offers three chains, sleeps before it looks and refuses seven of ten good nonces.</summary>
public sealed class PebbleVariantsTests : IAsyncLifetime
{
    private PebbleServer _pebble = null!;
    private AcmeCli _acme = null!;

    public async ValueTask InitializeAsync()
    {
        _pebble = await PebbleServer.StartAsync(new PebbleOptions { WantsExternalAccount = true, AlternateRoots = 2, SleepSeconds = 2, NoncesRefused = 70 });
        _acme = new AcmeCli(_pebble);
        await File.WriteAllTextAsync(_acme["eab.key"], PebbleServer.ExternalKey + "\n");
        await File.WriteAllTextAsync(_acme["wrong.key"], "d3Jvbmcga2V5\n");
    }

    public async ValueTask DisposeAsync()
    {
        _acme.Dispose();
        await _pebble.DisposeAsync();
    }

    [Fact]
    public async Task An_external_account_is_bound_and_the_preferred_chain_is_taken()
    {
        ProgramResult without = await _acme.RunAsync("account");
        ProgramResult wrong = await _acme.RunAsync("account", "--eab-kid", PebbleServer.ExternalKeyId, "--eab-key-file", _acme["wrong.key"]);
        using X509Certificate2 root = await _pebble.RootAsync(2);
        string name = root.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        using X509Certificate2 certificate = await _acme.GetAsync(
            "issue",
            [
                "--names", "a.example.org", .. _acme.Http, "--preferred-chain", name,
                "--eab-kid", PebbleServer.ExternalKeyId, "--eab-key-file", _acme["eab.key"],
            ]);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_acme.CertificateFile);

        Assert.Equal(1, without.ExitCode);
        Assert.Contains("set eab_kid and eab_key_file", without.Errors, StringComparison.Ordinal);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Equal(name, chain[^1].GetNameInfo(X509NameType.SimpleName, forIssuer: true));
    }
}
