using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme;
using LogHog.Engine.Acme.Orders;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogHog.Engine.Tests.Acme;

/// <summary>RFC 9773, against its own example and a stand-in for the endpoint, which pebble of Debian 12 lacks.</summary>
public sealed class RenewalInfoTests : IAsyncDisposable
{
    // RFC 9773, appendix A.
    private const string Example = """
        -----BEGIN CERTIFICATE-----
        MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
        cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
        BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
        7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
        qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
        yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
        +FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
        -----END CERTIFICATE-----
        """;

    private readonly AcmeBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void The_identifier_of_the_RFCs_example_comes_out()
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(Example);

        Assert.Equal("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", RenewalInfo.CertificateId(certificate));
    }

    [Fact]
    public async Task A_renewal_says_which_certificate_it_replaces_and_the_first_order_does_not()
    {
        _bench.Authority.RenewalInfo = static _ => Window("2027-01-03T00:00:00Z", "2027-01-07T00:00:00Z");
        using X509Certificate2 first = await _bench.IssueAsync();
        using X509Certificate2 second = await _bench.IssueAsync();

        Assert.False(_bench.Authority.Orders[0].TryGetProperty("replaces", out _));
        Assert.Equal(RenewalInfo.CertificateId(first), _bench.Authority.Orders[1].GetProperty("replaces").GetString());
    }

    [Fact]
    public async Task Without_the_endpoint_nothing_is_said_of_replacement()
    {
        using X509Certificate2 first = await _bench.IssueAsync();
        using X509Certificate2 second = await _bench.IssueAsync();

        Assert.False(_bench.Authority.Orders[1].TryGetProperty("replaces", out _));
    }

    [Fact]
    public async Task What_has_been_replaced_already_is_ordered_without_saying_so()
    {
        _bench.Authority.RenewalInfo = static _ => Window("2027-01-03T00:00:00Z", "2027-01-07T00:00:00Z");
        using X509Certificate2 first = await _bench.IssueAsync();
        _bench.Authority.Instead = static call => call.Path == "/order" && call.Payload.TryGetProperty("replaces", out _)
            ? StandInAuthority.Problem(409, "alreadyReplaced", "twice") : null;

        using X509Certificate2 second = await _bench.IssueAsync();

        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
    }

    [Theory]
    [InlineData("60", 60)]
    [InlineData("1", 60)]
    [InlineData("21600", 21_600)]
    [InlineData("604800", 86_400)]
    [InlineData("nonsense", 21_600)]
    public async Task The_window_and_the_time_to_ask_again_are_the_servers_within_reason(string retryAfter, int seconds)
    {
        List<string?> asked = [];
        _bench.Authority.RenewalInfo = id =>
        {
            asked.Add(id);
            return Window("2027-01-03T00:00:00Z", "2027-01-07T00:00:00Z") with { Headers = new() { ["Retry-After"] = retryAfter } };
        };
        using X509Certificate2 certificate = await _bench.IssueAsync();

        RenewalInfo info = (await AskAsync(certificate))!;

        Assert.Equal([RenewalInfo.CertificateId(certificate)], asked);
        Assert.Contains($"GET /ari/{asked[0]}", _bench.Authority.Calls);
        Assert.Equal(new DateTimeOffset(2027, 1, 3, 0, 0, 0, TimeSpan.Zero), info.Start);
        Assert.Equal(new DateTimeOffset(2027, 1, 7, 0, 0, 0, TimeSpan.Zero), info.End);
        Assert.Equal(TimeSpan.FromSeconds(seconds), info.AskAgainAfter);
        Assert.InRange(info.MomentFor(asked[0]!), info.Start, info.End);
    }

    [Theory]
    [InlineData("2027-01-07T00:00:00Z", "2027-01-03T00:00:00Z", "ends before it begins")]
    [InlineData("2027-01-07T00:00:00Z", "2027-01-07T00:00:00Z", "ends before it begins")]
    [InlineData("soon", "later", "has no time as start")]
    public async Task A_window_that_is_none_counts_as_no_answer(string start, string end, string reason)
    {
        using X509Certificate2 certificate = await _bench.IssueAsync();
        _bench.Authority.RenewalInfo = _ => Window(start, end);

        AcmeException refusal = await Assert.ThrowsAsync<AcmeException>(() => AskAsync(certificate));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Moments_are_spread_over_the_window_and_the_same_for_the_same_certificate()
    {
        RenewalInfo info = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(4), null, TimeSpan.FromHours(6));
        double[] hours = [.. Enumerable.Range(0, 1_000).Select(number => (info.MomentFor($"certificate {number}") - info.Start).TotalHours)];

        Assert.InRange(hours.Average(), 45, 51);
        Assert.InRange(hours.Max(), 90, 96);
        Assert.InRange(hours.Min(), 0, 6);
        Assert.Equal(info.MomentFor("certificate 7"), info.MomentFor("certificate 7"));
    }

    private static AcmeReply Window(string start, string end) =>
        new(200, $$"""{"suggestedWindow":{"start":"{{start}}","end":"{{end}}"},"explanationURL":"https://ca.example/why"}""");

    private async Task<RenewalInfo?> AskAsync(X509Certificate2 certificate)
    {
        using AcmeClient client = AcmeClient.Open(_bench.Settings, TimeProvider.System, NullLogger.Instance);
        return await client.RenewalInfoAsync(certificate, TestContext.Current.CancellationToken);
    }
}
