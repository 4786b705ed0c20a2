namespace LogHog.Engine.Acme.Protocol;

/// <summary>Where a certificate authority takes what (RFC 8555 §7.1.1).</summary>
internal sealed record AcmeDirectory(Uri NewNonce, Uri NewAccount, Uri NewOrder, Uri RevokeCertificate, Uri KeyChange)
{
    /// <summary>RFC 9773; null = it gives no hints when to renew.</summary>
    public Uri? RenewalInfo { get; init; }

    public string? Terms { get; init; }

    public bool WantsExternalAccount { get; init; }

    public static async Task<AcmeDirectory> ReadAsync(AcmeTransport transport, Uri url, CancellationToken cancellation)
    {
        AcmeAnswer answer = await transport.SendAsync(HttpMethod.Get, url, body: null, cancellation);
        if (!answer.IsSuccess)
            throw AcmeProblem.Failure(answer, "The directory");
        AcmeObject json = answer.Json();
        AcmeObject? meta = json.Optional("meta");
        return new AcmeDirectory(json.Url("newNonce"), json.Url("newAccount"), json.Url("newOrder"), json.Url("revokeCert"), json.Url("keyChange"))
        {
            RenewalInfo = json.OptionalUrl("renewalInfo"),
            Terms = meta?.OptionalText("termsOfService"),
            WantsExternalAccount = meta?.Flag("externalAccountRequired") ?? false,
        };
    }
}
