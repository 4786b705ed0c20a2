using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme;
using LogHog.Engine.Acme.Orders;
using LogHog.TestKit.Acme;

namespace LogHog.Engine.Tests.Acme;

public sealed class RenewalPlanTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Begin.AddDays(90);

    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly AcmeIdentifier[] _names = [AcmeIdentifier.Parse("logs.example.org", out _)!];

    public RenewalPlanTests() => _certificate = _authority.Issue(["logs.example.org"], Begin, End);

    public void Dispose()
    {
        _certificate.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void Without_a_hint_it_is_renewed_when_a_third_of_its_life_is_left() =>
        Assert.Equal(Begin.AddDays(60), RenewalPlan.Of(_certificate, _names, null, isRevoked: false, Begin).At);

    [Fact]
    public void A_hint_says_when_also_at_once() =>
        Assert.InRange(RenewalPlan.Of(_certificate, _names, Hint(Begin.AddDays(1), Begin.AddDays(2)), isRevoked: false, Begin).At, Begin.AddDays(1), Begin.AddDays(2));

    [Fact]
    public void A_hint_cannot_let_it_end() =>
        Assert.Equal(Begin.AddDays(75), RenewalPlan.Of(_certificate, _names, Hint(End.AddDays(10), End.AddDays(11)), isRevoked: false, Begin).At);

    [Fact]
    public void None_a_revoked_one_and_one_of_other_names_are_due_at_once()
    {
        AcmeIdentifier[] more = [.. _names, AcmeIdentifier.Parse("www.example.org", out _)!];

        Assert.Equal(Begin, RenewalPlan.Of(null, _names, null, isRevoked: false, Begin).At);
        Assert.Equal(Begin, RenewalPlan.Of(_certificate, _names, null, isRevoked: true, Begin).At);
        Assert.Equal(Begin, RenewalPlan.Of(_certificate, more, null, isRevoked: false, Begin).At);
    }

    [Theory]
    [InlineData(AcmeFailureKind.Challenge, 1, null, 15)]
    [InlineData(AcmeFailureKind.Challenge, 4, null, 120)]
    [InlineData(AcmeFailureKind.Challenge, 100, null, 480)]
    [InlineData(AcmeFailureKind.Unreachable, 1, null, 1)]
    [InlineData(AcmeFailureKind.Unreachable, 100, null, 60)]
    [InlineData(AcmeFailureKind.RateLimited, 1, null, 60)]
    [InlineData(AcmeFailureKind.RateLimited, 1, 10_080, 10_080)]
    [InlineData(AcmeFailureKind.Challenge, 1, 1, 15)]
    public void Failures_are_waited_out_by_their_kind_and_never_less_than_the_server_says(AcmeFailureKind kind, int failures, int? retryAfterMinutes, int minutes)
    {
        TimeSpan? retryAfter = retryAfterMinutes is { } value ? TimeSpan.FromMinutes(value) : null;

        Assert.Equal(TimeSpan.FromMinutes(minutes), AcmeBackoff.After(kind, failures, retryAfter, chance: 0));
        Assert.InRange(AcmeBackoff.After(kind, failures, retryAfter, chance: 1), TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(minutes * 1.2));
    }

    [Theory]
    [InlineData("logs.example.org", "logs.example.org", "logs.example.org")]
    [InlineData("LOGS.Example.org", "logs.example.org", "logs.example.org")]
    [InlineData("*.example.org", "*.example.org", "example.org")]
    [InlineData("192.0.2.1", "192.0.2.1", "1.2.0.192.in-addr.arpa")]
    [InlineData("2001:DB8:0::1", "2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void A_name_has_one_spelling_and_one_name_in_TLS(string text, string value, string serverName)
    {
        AcmeIdentifier name = AcmeIdentifier.Parse(text, out string problem)!;

        Assert.Equal("", problem);
        Assert.Equal((value, serverName), (name.Value, name.ServerName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("foo.*.org")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("**.example.org")]
    [InlineData("a..b")]
    [InlineData("-a.example.org")]
    [InlineData("a_b.example.org")]
    [InlineData("münchen.example")]
    [InlineData("example.org.")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.256")]
    [InlineData("fe80::1%eth0")]
    [InlineData("a.example.org/path")]
    public void What_is_no_name_of_a_certificate_says_what_to_write(string text)
    {
        Assert.Null(AcmeIdentifier.Parse(text, out string problem));
        Assert.NotEqual("", problem);
    }

    private static RenewalInfo Hint(DateTimeOffset start, DateTimeOffset end) => new(start, end, null, TimeSpan.FromHours(6));
}
