using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LogHog.Engine.Acme.Challenges;
using LogHog.Engine.Acme.Jose;
using LogHog.Engine.Acme.Orders;
using LogHog.Engine.Acme.Protocol;
using LogHog.Engine.Acme.State;
using LogHog.Engine.Certificates;
using LogHog.Engine.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Acme;

/// <summary>
/// One piece of work with a certificate authority, from the lock of the folder to the file on the disk. Whatever happens in
/// between, <c>certificate.pem</c> is the old one or the new one, whole.
/// </summary>
internal sealed class AcmeClient : IDisposable
{
    private readonly AcmeSettings _settings;
    private readonly AcmeFolder _folder;
    private readonly AcmeTransport _transport;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    private AcmeClient(AcmeSettings settings, AcmeFolder folder, AcmeTransport transport, TimeProvider time, ILogger log)
    {
        _settings = settings;
        _folder = folder;
        _transport = transport;
        _time = time;
        _log = log;
    }

    public AcmeFolder Folder => _folder;

    /// <exception cref="AcmeException">The folder or the authority's roots cannot be used.</exception>
    public static AcmeClient Open(AcmeSettings settings, TimeProvider time, ILogger log)
    {
        X509Certificate2Collection? trusted = ReadRoots(settings.CaBundle);
        AcmeFolder folder = AcmeFolder.Open(settings.Folder);
        return new AcmeClient(settings, folder, new AcmeTransport(trusted, time), time, log);
    }

    /// <summary>Opens the directory and the account, which is made when there is none.</summary>
    /// <exception cref="AcmeException">It is refused.</exception>
    public async Task<AcmeSession> SignInAsync(CancellationToken cancellation)
    {
        AcmeSession session = await MeetAsync(cancellation);
        StoredAccount? stored = _folder.LoadAccount(_settings.Directory);
        if (stored is not null && await AcmeAccounts.FindAsync(session, cancellation) is not null)
        {
            await UpdateContactAsync(session, stored, cancellation);
            return session;
        }

        AcmeAccount account = await AcmeAccounts.OpenAsync(session, Wishes(), cancellation);
        Failpoints.Hit("acme.account");
        _folder.SaveAccount(_settings.Directory, new StoredAccount(_settings.Directory.AbsoluteUri, account.Url, _settings.Emails));
        AcmeLog.Account(_log, account.Url);
        return session;
    }

    /// <summary>The directory and our key, no account yet.</summary>
    public async Task<AcmeSession> MeetAsync(CancellationToken cancellation)
    {
        AcmeDirectory directory = await AcmeDirectory.ReadAsync(_transport, _settings.Directory, cancellation);
        AccountKey? key = await AccountKeyAsync(directory, cancellation);
        if (key is null)
        {
            key = AccountKey.Create();
            _folder.SaveAccountKey(_settings.Directory, key);
            Failpoints.Hit("acme.account_key");
        }

        return new AcmeSession(_transport, directory, key, _time);
    }

    /// <summary>Orders, proves, fetches, checks, stores.</summary>
    /// <returns>The certificate that serves from now on, without its key.</returns>
    /// <exception cref="AcmeException">There is none; the one before it goes on.</exception>
    public async Task<X509Certificate2> IssueAsync(IChallengeResponder responder, CancellationToken cancellation)
    {
        AcmeSession session = await SignInAsync(cancellation);
        OrderRunner runner = new(session, responder, _log);
        (PendingOrder pending, AsymmetricAlgorithm key, AcmeOrder order) = await BeginAsync(session, runner, cancellation);
        using AsymmetricAlgorithm disposed = key;
        try
        {
            if (order.Status == OrderStatus.Pending)
            {
                await runner.AuthorizeAsync(order, _settings.Names, cancellation);
                Failpoints.Hit("acme.authorized");
                order = await runner.FetchAsync(order.Url, _settings.Names, cancellation);
            }

            order = await runner.FinalizeAsync(order, _settings.Names, () => CertificateKey.Request(key, _settings.Names), cancellation);
            string chain = await runner.DownloadAsync(order, _settings.PreferredChain, cancellation);
            Failpoints.Hit("acme.downloaded");
            X509Certificate2Collection certificates = ChainText.Parse(chain);
            ChainText.Check(certificates, key, _settings.Names, _time.GetUtcNow());
            _folder.SaveCertificate(pending.Key, string.Concat(certificates.Select(static one => one.ExportCertificatePem() + "\n")));
            Failpoints.Hit("acme.stored");
            _folder.DropOrder();
            return certificates[0];
        }
        catch (AcmeException failure) when (failure.Kind is AcmeFailureKind.Challenge or AcmeFailureKind.Refused
            or AcmeFailureKind.BadAnswer or AcmeFailureKind.BadCertificate)
        {
            // This order will come to nothing; the next try begins anew.
            _folder.DropOrder();
            throw;
        }
    }

    /// <summary>When the authority would like the certificate to be renewed.</summary>
    /// <returns>Null when it does not say.</returns>
    public async Task<RenewalInfo?> RenewalInfoAsync(X509Certificate2 certificate, CancellationToken cancellation)
    {
        AcmeDirectory directory = await AcmeDirectory.ReadAsync(_transport, _settings.Directory, cancellation);
        if (directory.RenewalInfo is not { } url || RenewalInfo.CertificateId(certificate) is not { } id)
            return null;
        using AccountKey nobody = AccountKey.Create();
        return await RenewalInfo.ReadAsync(new AcmeSession(_transport, directory, nobody, _time), url, id, cancellation);
    }

    /// <summary>RFC 8555 §7.6.</summary>
    /// <param name="certificate">Ours.</param>
    /// <param name="reason">RFC 5280 §5.3.1; 0 = none is given.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RevokeAsync(X509Certificate2 certificate, int reason, CancellationToken cancellation)
    {
        AcmeSession session = await SignInAsync(cancellation);
        byte[] payload = JsonText.Write(json =>
        {
            json.WriteString("certificate", Base64Url.EncodeToString(certificate.RawDataMemory.Span));
            if (reason != 0)
                json.WriteNumber("reason", reason);
        });
        await session.PostAsync(session.Directory.RevokeCertificate, payload, "The revocation", cancellation);
        _folder.SaveStatus(_folder.LoadStatus() with { Revoked = certificate.Thumbprint });
    }

    /// <summary>A new key for the account. Killed at any moment, the next start knows which of the two is in force.</summary>
    public async Task ChangeKeyAsync(CancellationToken cancellation)
    {
        AcmeSession session = await SignInAsync(cancellation);
        AccountKey next = AccountKey.Create();
        _folder.SaveNextAccountKey(_settings.Directory, next);
        Failpoints.Hit("acme.next_key");
        await AcmeAccounts.ChangeKeyAsync(session, next, cancellation);
        Failpoints.Hit("acme.key_changed");
        _folder.TakeNextAccountKey(_settings.Directory);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _folder.Dispose();
    }

    private async Task<(PendingOrder Pending, AsymmetricAlgorithm Key, AcmeOrder Order)> BeginAsync(
        AcmeSession session, OrderRunner runner, CancellationToken cancellation)
    {
        string directory = _settings.Directory.AbsoluteUri;
        List<string> names = [.. _settings.Names.Select(static name => name.Value)];
        PendingOrder? pending = _folder.LoadOrder();
        if (pending is not null && pending.Directory == directory && pending.Names.SequenceEqual(names, StringComparer.Ordinal)
            && pending.Url is { } text && Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && CertificateKey.TryImport(pending.Key) is { } begun
            && await ResumeAsync(runner, url, cancellation) is { } resumed)
            return (pending, begun, resumed);

        AsymmetricAlgorithm key = CertificateKey.Create(_settings.Key);
        pending = new PendingOrder(directory, Url: null, names, key.ExportPkcs8PrivateKeyPem());
        _folder.SaveOrder(pending);
        Failpoints.Hit("acme.order_key");
        AcmeOrder order = await runner.CreateAsync(_settings.Names, session.Directory.RenewalInfo is null ? null : Predecessor(), cancellation);
        Failpoints.Hit("acme.ordered");
        pending = pending with { Url = order.Url.AbsoluteUri };
        _folder.SaveOrder(pending);
        return (pending, key, order);
    }

    private async Task<AcmeOrder?> ResumeAsync(OrderRunner runner, Uri url, CancellationToken cancellation)
    {
        try
        {
            AcmeOrder order = await runner.FetchAsync(url, _settings.Names, cancellation);
            if (order.Status == OrderStatus.Invalid)
                return null;
            AcmeLog.Resumes(_log, url);
            return order;
        }
        catch (AcmeException gone) when (gone.Kind is not (AcmeFailureKind.Unreachable or AcmeFailureKind.ServerError
            or AcmeFailureKind.RateLimited or AcmeFailureKind.Timeout))
        {
            // Orders do not live for ever (RFC 8555 §7.1.3): another one is made.
            return null;
        }
    }

    /// <summary>RFC 9773 §5: the certificate that is in force, if it is of these names at least in part.</summary>
    private string? Predecessor()
    {
        if (_folder.LoadCertificate() is not { } pem)
            return null;
        try
        {
            X509Certificate2 certificate = PemContent.Parse(pem, _folder.CertificatePath).Certificates[0];
            bool isRelated = SubjectNames.Of(certificate).Intersect(_settings.Names.Select(static name => name.Value), StringComparer.Ordinal).Any();
            return isRelated ? RenewalInfo.CertificateId(certificate) : null;
        }
        catch (Exception failure) when (failure is CertificateFileException or ArgumentOutOfRangeException or System.Formats.Asn1.AsnContentException)
        {
            return null;
        }
    }

    private async Task UpdateContactAsync(AcmeSession session, StoredAccount stored, CancellationToken cancellation)
    {
        if (stored.Emails.SequenceEqual(_settings.Emails, StringComparer.Ordinal))
            return;
        await AcmeAccounts.UpdateContactAsync(session, _settings.Emails, cancellation);
        _folder.SaveAccount(_settings.Directory, stored with { Emails = _settings.Emails });
    }

    /// <summary>Settles a change of keys that was cut off: the key that has an account is the one.</summary>
    private async Task<AccountKey?> AccountKeyAsync(AcmeDirectory directory, CancellationToken cancellation)
    {
        AccountKey? current = _folder.LoadAccountKey(_settings.Directory);
        if (_folder.LoadNextAccountKey(_settings.Directory) is not { } next)
            return current;
        if (await AcmeAccounts.FindAsync(new AcmeSession(_transport, directory, next, _time), cancellation) is null)
        {
            _folder.DropNextAccountKey(_settings.Directory);
            next.Dispose();
            return current;
        }

        _folder.TakeNextAccountKey(_settings.Directory);
        current?.Dispose();
        return next;
    }

    private AccountWishes Wishes()
    {
        ReadOnlyMemory<byte> secret = _settings.ExternalKeyFile is { } file ? ReadSecret(file) : default;
        return new AccountWishes(_settings.Emails, _settings.AgreesToTerms, _settings.ExternalKeyId, secret);
    }

    private static byte[] ReadSecret(string file)
    {
        try
        {
            // Some authorities pad it, some do not.
            return Base64Url.DecodeFromChars(File.ReadAllText(file, Encoding.ASCII).Trim().TrimEnd('='));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new AcmeException(AcmeFailureKind.Account, $"[acme] eab_key_file: {failure.Message} It must hold the authority's key in base64url", failure);
        }
    }

    private static X509Certificate2Collection? ReadRoots(string? path)
    {
        if (path is null)
            return null;
        try
        {
            X509Certificate2Collection roots = PemContent.Read(path).Certificates;
            return roots.Count > 0 ? roots : throw new AcmeException(AcmeFailureKind.Unreachable, $"[acme] ca_bundle: {path} holds no certificate");
        }
        catch (CertificateFileException failure)
        {
            throw new AcmeException(AcmeFailureKind.Unreachable, $"[acme] ca_bundle: {failure.Message}", failure);
        }
    }
}
