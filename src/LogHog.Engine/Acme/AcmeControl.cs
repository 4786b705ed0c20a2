using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Acme.Challenges;
using LogHog.Engine.Acme.Jose;
using LogHog.Engine.Acme.Orders;
using LogHog.Engine.Acme.Protocol;
using LogHog.Engine.Acme.State;
using LogHog.Engine.Certificates;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Acme;

/// <summary>What people do by hand: <c>loghog cert acme</c>. Each call holds the lock of the folder, so it never meets the daemon.</summary>
/// <param name="settings">Of <c>[acme]</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Hears how it goes.</param>
public sealed class AcmeControl(AcmeSettings settings, TimeProvider time, ILogger log)
{
    /// <summary>The file in the folder that has the certificate and its key.</summary>
    public const string CertificateName = AcmeFolder.CertificateName;

    /// <summary>What is stored, and when it is renewed; asks nobody but, for its hint, the authority.</summary>
    /// <param name="asksForHint">Whether the authority is asked (RFC 9773).</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<AcmeReport> StatusAsync(bool asksForHint, CancellationToken cancellation)
    {
        using AcmeClient client = AcmeClient.Open(settings, time, log);
        return await ReportAsync(client, asksForHint, cancellation);
    }

    /// <summary>Gets a certificate, if one is due or <paramref name="always"/>.</summary>
    /// <returns>Null when nothing is due.</returns>
    /// <exception cref="AcmeException">There is none; what was there before is there still.</exception>
    public async Task<AcmeReport?> IssueAsync(bool always, CancellationToken cancellation)
    {
        using AcmeClient client = AcmeClient.Open(settings, time, log);
        if (!always && (await ReportAsync(client, asksForHint: true, cancellation)).DueAt > time.GetUtcNow())
            return null;
        await using IChallengeResponder responder = Responders.Open(settings, time);
        using X509Certificate2 certificate = await client.IssueAsync(responder, cancellation);
        DateTimeOffset now = time.GetUtcNow();
        client.Folder.SaveStatus(new AcmeStatus { Names = NamesText, LastTryAt = now, LastSuccessAt = now });
        return await ReportAsync(client, asksForHint: false, cancellation);
    }

    /// <param name="reason">RFC 5280 §5.3.1.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AcmeException">It is refused, or there is no certificate.</exception>
    public async Task RevokeAsync(int reason, CancellationToken cancellation)
    {
        using AcmeClient client = AcmeClient.Open(settings, time, log);
        using X509Certificate2 certificate = Stored(client.Folder)
            ?? throw new AcmeException(AcmeFailureKind.Disk, $"{client.Folder.CertificatePath} holds no certificate");
        await client.RevokeAsync(certificate, reason, cancellation);
    }

    /// <summary>The account, made if there is none.</summary>
    public async Task<AcmeAccountReport> AccountAsync(CancellationToken cancellation)
    {
        using AcmeClient client = AcmeClient.Open(settings, time, log);
        AcmeSession session = await client.SignInAsync(cancellation);
        return new AcmeAccountReport(session.Account!, session.Key.Thumbprint, session.Key.Algorithm, settings.Emails);
    }

    /// <summary>Forgets account and key, and makes others.</summary>
    public async Task<AcmeAccountReport> NewAccountAsync(CancellationToken cancellation)
    {
        using (AcmeClient client = AcmeClient.Open(settings, time, log))
            client.Folder.DropAccount(settings.Directory);
        return await AccountAsync(cancellation);
    }

    /// <summary>Uses the key of an account that another client has made.</summary>
    /// <param name="pem">The private key.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AcmeException">There is a key already, or it is no such key.</exception>
    public async Task<AcmeAccountReport> ImportAccountAsync(string pem, CancellationToken cancellation)
    {
        using (AcmeClient client = AcmeClient.Open(settings, time, log))
        {
            if (client.Folder.LoadAccountKey(settings.Directory) is not null)
                throw new AcmeException(AcmeFailureKind.Account, $"There is an account key for {settings.Directory} in {settings.Folder} already");
            try
            {
                client.Folder.SaveAccountKey(settings.Directory, AccountKey.Import(pem));
            }
            catch (CryptographicException bad)
            {
                throw new AcmeException(AcmeFailureKind.Account, bad.Message, bad);
            }
        }

        return await AccountAsync(cancellation);
    }

    /// <summary>A new key for the same account.</summary>
    public async Task<AcmeAccountReport> ChangeKeyAsync(CancellationToken cancellation)
    {
        using (AcmeClient client = AcmeClient.Open(settings, time, log))
            await client.ChangeKeyAsync(cancellation);
        return await AccountAsync(cancellation);
    }

    /// <summary>Ends the account for good and forgets it.</summary>
    public async Task DeactivateAsync(CancellationToken cancellation)
    {
        using AcmeClient client = AcmeClient.Open(settings, time, log);
        AcmeSession session = await client.MeetAsync(cancellation);
        if (await AcmeAccounts.FindAsync(session, cancellation) is null)
            throw new AcmeException(AcmeFailureKind.Account, "The certificate authority knows no account of this key");
        await AcmeAccounts.DeactivateAsync(session, cancellation);
        client.Folder.DropAccount(settings.Directory);
    }

    private string NamesText => string.Join(", ", settings.Names.Select(static name => name.Value));

    private async Task<AcmeReport> ReportAsync(AcmeClient client, bool asksForHint, CancellationToken cancellation)
    {
        using X509Certificate2? certificate = Stored(client.Folder);
        AcmeStatus status = client.Folder.LoadStatus();
        RenewalInfo? hint = asksForHint && certificate is not null ? await HintAsync(client, certificate, cancellation) : null;
        bool isRevoked = certificate is not null && status.Revoked == certificate.Thumbprint;
        RenewalPlan plan = RenewalPlan.Of(certificate, settings.Names, hint, isRevoked, time.GetUtcNow());
        return new AcmeReport
        {
            Path = client.Folder.CertificatePath,
            Names = certificate is null ? [] : SubjectNames.Of(certificate),
            Issuer = certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: true) ?? "",
            NotAfter = certificate is null ? null : new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero),
            DueAt = plan.At,
            DueBecause = plan.Why,
            Failures = status.Failures,
            Problem = status.Problem,
            NextTryAt = status.NextTryAt,
            IsRevoked = isRevoked,
        };
    }

    private async Task<RenewalInfo?> HintAsync(AcmeClient client, X509Certificate2 certificate, CancellationToken cancellation)
    {
        try
        {
            return await client.RenewalInfoAsync(certificate, cancellation);
        }
        catch (AcmeException failure)
        {
            AcmeLog.NoHint(log, failure.Message);
            return null;
        }
    }

    private static X509Certificate2? Stored(AcmeFolder folder)
    {
        try
        {
            return folder.LoadCertificate() is { } pem ? PemContent.Parse(pem, folder.CertificatePath).Keyed().Certificate : null;
        }
        catch (Exception failure) when (failure is CertificateFileException or CryptographicException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>The certificate of <c>[acme]</c> and how it fares.</summary>
public sealed record AcmeReport
{
    public required string Path { get; init; }

    public IReadOnlyList<string> Names { get; init; } = [];

    public string Issuer { get; init; } = "";

    /// <summary>Null = there is no certificate.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public string DueBecause { get; init; } = "";

    /// <summary>Tries in a row that have failed.</summary>
    public int Failures { get; init; }

    public string Problem { get; init; } = "";

    public DateTimeOffset? NextTryAt { get; init; }

    public bool IsRevoked { get; init; }
}

/// <summary>An account at a certificate authority.</summary>
public sealed record AcmeAccountReport(string Url, string KeyThumbprint, string Algorithm, IReadOnlyList<string> Emails);
