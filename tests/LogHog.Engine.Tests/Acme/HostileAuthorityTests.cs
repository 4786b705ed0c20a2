using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LogHog.Engine.Acme;
using LogHog.TestKit.Acme;

namespace LogHog.Engine.Tests.Acme;

/// <summary>An authority that lies, floods or leads astray: each is refused with a reason, and the certificate in force stays.</summary>
public sealed class HostileAuthorityTests : IAsyncDisposable
{
    private readonly AcmeBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task An_honest_one_is_believed()
    {
        using X509Certificate2 certificate = await _bench.IssueAsync();

        Assert.Equal(certificate.SerialNumber, _bench.Certificate!.SerialNumber);
    }

    [Theory]
    [InlineData("/dir", 300_000, "is larger than 262144 bytes")]
    [InlineData("/cert", 300_000, "is larger than 262144 bytes")]
    [InlineData("/order", 300_000, "is larger than 262144 bytes")]
    public Task A_huge_body_is_not_read_to_its_end(string path, int bytes, string reason) =>
        AssertRefusedAsync(AcmeFailureKind.BadAnswer, reason, path, _ => new AcmeReply(200, new string(' ', bytes)));

    [Theory]
    [InlineData("/dir", "text/html", "has the content type text/html|answered with the content type text/html")]
    [InlineData("/order", "", "application/json belongs|does not say where the order is")]
    [InlineData("/cert", "application/json", "where application/pem-certificate-chain belongs")]
    public Task A_wrong_content_type_is_refused(string path, string type, string reason) =>
        AssertRefusedAsync(AcmeFailureKind.BadAnswer, reason, path, _ => new AcmeReply(200, "{}") { ContentType = type });

    [Theory]
    [InlineData("/dir")]
    [InlineData("/order")]
    public Task A_redirect_is_not_followed(string path) => AssertRefusedAsync(
        AcmeFailureKind.BadAnswer, "which is not followed", path,
        _ => new AcmeReply(301, "") { Headers = { ["Location"] = $"{_bench.Authority.Url}{path}" } });

    [Theory]
    [InlineData("newNonce", "http://localhost/nonce")]
    [InlineData("newOrder", "ftp://localhost/order")]
    [InlineData("newAccount", "file:///etc/passwd")]
    [InlineData("keyChange", "https://user:word@localhost/key")]
    [InlineData("revokeCert", "/relative")]
    [InlineData("renewalInfo", "http://localhost/ari")]
    public Task A_directory_with_a_URL_that_is_no_https_is_refused(string name, string url) => AssertRefusedAsync(
        AcmeFailureKind.BadAnswer, "no https URL", "/dir", _ =>
        {
            Dictionary<string, string> directory = new[] { "newNonce", "newAccount", "newOrder", "revokeCert", "keyChange" }
                .ToDictionary(static one => one, one => $"{_bench.Authority.Url}/{one}");
            directory[name] = url;
            return new AcmeReply(200, JsonSerializer.Serialize(directory));
        });

    [Theory]
    [InlineData("[]", "is no JSON object")]
    [InlineData("{", "broken JSON")]
    [InlineData("{\"newNonce\": 7}", "has no text as newNonce")]
    [InlineData("{}", "lacks newNonce")]
    public Task A_directory_of_another_form_is_refused(string json, string reason) =>
        AssertRefusedAsync(AcmeFailureKind.BadAnswer, reason, "/dir", _ => new AcmeReply(200, json));

    [Theory]
    [InlineData("a nonce with spaces")]
    [InlineData("")]
    public Task A_nonce_that_is_none_is_refused(string nonce) => AssertRefusedAsync(
        AcmeFailureKind.BadAnswer, "Replay-Nonce", "/nonce", _ => new AcmeReply(200, "") { Headers = { ["Replay-Nonce"] = nonce } });

    [Fact]
    public Task An_order_of_other_names_is_refused() => AssertRefusedAsync(
        AcmeFailureKind.BadAnswer, "is an order of other names: dns:evil.example", "/order", _ => new AcmeReply(201, $$"""
            {"status":"ready","identifiers":[{"type":"dns","value":"evil.example"}],"authorizations":[],"finalize":"{{_bench.Authority.Url}}/finalize"}
            """) { Headers = { ["Location"] = $"{_bench.Authority.Url}/order/1" } });

    [Fact]
    public Task An_authorization_of_a_name_that_was_not_ordered_is_not_answered()
    {
        _bench.Authority.AuthorizationStatus = "pending";
        return AssertRefusedAsync(AcmeFailureKind.BadAnswer, "wants proof of 'evil.example', which was not ordered", "/authz/1", _ => new AcmeReply(200, $$"""
            {"status":"pending","identifier":{"type":"dns","value":"evil.example"},
             "challenges":[{"type":"http-01","url":"{{_bench.Authority.Url}}/challenge","status":"pending","token":"abc"}]}
            """));
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("x\\u0000y")]
    public Task A_token_that_is_none_never_becomes_a_files_name(string token)
    {
        _bench.Authority.AuthorizationStatus = "pending";
        return AssertRefusedAsync(AcmeFailureKind.BadAnswer, "whose token", "/authz/1", _ => new AcmeReply(200, $$"""
            {"status":"pending","identifier":{"type":"dns","value":"logs.example.org"},
             "challenges":[{"type":"http-01","url":"{{_bench.Authority.Url}}/challenge","status":"pending","token":"{{token}}"}]}
            """));
    }

    [Fact]
    public Task An_authority_that_wants_to_be_asked_in_a_week_is_not_waited_for()
    {
        _bench.Authority.AuthorizationStatus = "pending";
        AcmeReply? Late(AcmeCall call) => call.Path == "/challenge" ? new AcmeReply(200, "{}")
            : call.Path == "/authz/1" ? new AcmeReply(200, $$"""
                {"status":"pending","identifier":{"type":"dns","value":"logs.example.org"},
                 "challenges":[{"type":"http-01","url":"{{_bench.Authority.Url}}/challenge","status":"pending","token":"abc"}]}
                """) { Headers = { ["Retry-After"] = "604800" } } : null;
        return AssertRefusedAsync(AcmeFailureKind.Timeout, "was not settled within 5 minutes", Late);
    }

    [Fact]
    public Task An_order_that_takes_the_request_and_stays_ready_is_not_sent_it_for_ever() => AssertRefusedAsync(
        AcmeFailureKind.BadAnswer, "does nothing with it", "/finalize", _ => new AcmeReply(200, $$"""
            {"status":"ready","identifiers":[{"type":"dns","value":"logs.example.org"}],"authorizations":[],"finalize":"{{_bench.Authority.Url}}/finalize"}
            """));

    [Fact]
    public Task Nonces_that_are_always_refused_come_to_an_end() =>
        AssertRefusedAsync(AcmeFailureKind.ServerError, "it refuses its own nonces", "/account", _ => StandInAuthority.Problem(400, "badNonce", "no"));

    [Theory]
    [InlineData(429, "rateLimited", AcmeFailureKind.RateLimited, "too many requests or certificates")]
    [InlineData(403, "rejectedIdentifier", AcmeFailureKind.Refused, "it does not issue for this name")]
    [InlineData(403, "caa", AcmeFailureKind.Refused, "a CAA record")]
    [InlineData(400, "unsupportedIdentifier", AcmeFailureKind.Refused, "kind of name")]
    [InlineData(403, "userActionRequired", AcmeFailureKind.Account, "somebody has to visit it")]
    public async Task A_problem_is_told_in_plain_words_and_with_the_servers_own(int status, string type, AcmeFailureKind kind, string words)
    {
        AcmeException refusal = await AssertRefusedAsync(kind, words, "/order", _ =>
            StandInAuthority.Problem(status, type, "see\u001b[31m https://ca.example/help") with { Headers = new() { ["Retry-After"] = "3600" } });

        Assert.Contains("(it says: see?[31m https://ca.example/help)", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(1), refusal.RetryAfter);
    }

    [Fact]
    public Task A_certificate_with_a_name_that_was_not_asked_for_is_refused()
    {
        _bench.Authority.IssuedNames = ["logs.example.org", "evil.example"];
        return AssertRefusedAsync(AcmeFailureKind.BadCertificate, "has a name that was not asked for: 'evil.example'", static _ => null);
    }

    [Fact]
    public Task A_certificate_that_lacks_a_name_is_refused()
    {
        _bench.Authority.IssuedNames = ["other.example.org"];
        return AssertRefusedAsync(AcmeFailureKind.BadCertificate, "lacks the name logs.example.org", static _ => null);
    }

    [Fact]
    public Task A_certificate_that_has_ended_is_refused()
    {
        _bench.Authority.NotBefore = TimeProvider.System.GetUtcNow().AddDays(-20);
        _bench.Authority.NotAfter = TimeProvider.System.GetUtcNow().AddDays(-1);
        return AssertRefusedAsync(AcmeFailureKind.BadCertificate, "which is not now", static _ => null);
    }

    [Fact]
    public Task A_certificate_for_another_key_is_refused()
    {
        _bench.Authority.Chain = (_, _) => _bench.Authority.Authority.Issue("logs.example.org").ExportCertificatePem() + "\n" + _bench.Authority.Authority.Pem;
        return AssertRefusedAsync(AcmeFailureKind.BadCertificate, "is not for our key", static _ => null);
    }

    [Fact]
    public async Task A_chain_that_does_not_hold_is_refused()
    {
        using TestAuthority other = new();
        string pem = other.Pem;
        _bench.Authority.Chain = (leaf, _) => leaf.ExportCertificatePem() + "\n" + pem;
        await AssertRefusedAsync(AcmeFailureKind.BadCertificate, "number 1 is not signed by number 2", static _ => null);
    }

    [Fact]
    public async Task A_private_key_in_the_chain_is_refused()
    {
        using ECDsa planted = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = planted.ExportPkcs8PrivateKeyPem();
        _bench.Authority.Chain = (_, chain) => pem + "\n" + chain;
        await AssertRefusedAsync(AcmeFailureKind.BadCertificate, "sent a PRIVATE KEY", static _ => null);
    }

    [Theory]
    [InlineData("", "sent no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "as a certificate is none")]
    public Task What_is_no_certificate_is_refused(string chain, string reason)
    {
        _bench.Authority.Chain = (_, _) => chain;
        return AssertRefusedAsync(AcmeFailureKind.BadCertificate, reason, static _ => null);
    }

    [Fact]
    public async Task An_authority_with_a_TLS_certificate_of_nobody_we_trust_is_not_talked_to()
    {
        using TestAuthority other = new();
        await File.WriteAllTextAsync(_bench.Settings.CaBundle!, other.Pem);

        AcmeException refusal = await Assert.ThrowsAsync<AcmeException>(() => _bench.IssueAsync());

        Assert.Equal(AcmeFailureKind.Unreachable, refusal.Kind);
        Assert.Empty(_bench.Authority.Calls);
    }

    private Task<AcmeException> AssertRefusedAsync(AcmeFailureKind kind, string reason, string path, Func<AcmeCall, AcmeReply> reply) =>
        AssertRefusedAsync(kind, reason, call => call.Path == path ? reply(call) : null);

    private async Task<AcmeException> AssertRefusedAsync(AcmeFailureKind kind, string reason, Func<AcmeCall, AcmeReply?> instead)
    {
        using X509Certificate2 before = _bench.Authority.Authority.Issue("logs.example.org");
        _bench.PutCertificate(before);
        _bench.Authority.Instead = instead;

        AcmeException refusal = await Assert.ThrowsAsync<AcmeException>(() => _bench.IssueAsync());

        Assert.Equal(kind, refusal.Kind);
        Assert.True(reason.Split('|').Any(one => refusal.Message.Contains(one, StringComparison.Ordinal)), refusal.Message);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
        Assert.Equal(before.SerialNumber, _bench.Certificate!.SerialNumber);
        return refusal;
    }
}
