using System.Security.Cryptography.X509Certificates;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Acme;

/// <summary>Killed (SIGKILL) at each step of a renewal: what serves is whole, and the next run goes on.</summary>
public sealed class CrashTests(OnePebble one) : IClassFixture<OnePebble>, IDisposable
{
    private readonly AcmeCli _acme = new(one.Server);

    public void Dispose() => _acme.Dispose();

    // The last ones: the second write of order.json, and the three of certificate.pem, before, at and after its new name.
    [Theory]
    [InlineData("acme.order_key", false)]
    [InlineData("acme.ordered", false)]
    [InlineData("acme.prepared", true)]
    [InlineData("acme.authorized", true)]
    [InlineData("acme.finalized", true)]
    [InlineData("acme.downloaded", true)]
    [InlineData("folder.rename=kill@2", false)]
    [InlineData("file.sync=kill@3", true)]
    [InlineData("folder.rename=kill@3", true)]
    [InlineData("folder.sync=kill@3", true)]
    [InlineData("acme.stored", true)]
    public async Task A_renewal_that_is_killed_leaves_a_certificate_that_works_and_goes_on(string step, bool goesOnWithTheOrder)
    {
        string[] settings = ["--names", "a.example.org", .. _acme.Http];
        using X509Certificate2 before = await _acme.GetAsync("issue", settings);

        ProgramResult killed = await _acme.RunKilledAsync("issue", step, settings);
        // Throws when key and certificate do not fit.
        using X509Certificate2 after = _acme.Certificate;
        ProgramResult again = await _acme.RunAsync("issue", settings);
        using X509Certificate2 next = _acme.Certificate;

        Assert.Equal(137, killed.ExitCode);
        Assert.True(after.NotAfter > before.NotBefore);
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.NotEqual(before.SerialNumber, next.SerialNumber);
        Assert.Equal(goesOnWithTheOrder, again.Errors.Contains("An order that was begun before goes on", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(_acme.Folder).Select(Path.GetFileName), static name => name == "order.json" || name![0] == '.');
    }

    [Theory]
    [InlineData("acme.account_key")]
    [InlineData("acme.account")]
    public async Task A_first_start_that_is_killed_makes_one_account(string step)
    {
        ProgramResult killed = await _acme.RunKilledAsync("account", step);
        using X509Certificate2 certificate = await _acme.GetAsync("issue", ["--names", "a.example.org", .. _acme.Http]);

        Assert.Equal(137, killed.ExitCode);
        Assert.Single(Directory.EnumerateFiles(_acme.Folder, "account-*.key"));
    }

    [Theory]
    [InlineData("folder.create=enospc@3+")]
    [InlineData("file.sync=eio@3+")]
    public async Task A_disk_that_refuses_leaves_the_certificate_as_it_is_and_says_so(string failure)
    {
        string[] settings = ["--names", "a.example.org", .. _acme.Http];
        using X509Certificate2 before = await _acme.GetAsync("issue", settings);

        ProgramResult failed = await _acme.RunKilledAsync("issue", $"{failure}", settings);

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("failed:", failed.Errors, StringComparison.Ordinal);
        Assert.Equal(before.SerialNumber, _acme.Certificate.SerialNumber);
    }
}
