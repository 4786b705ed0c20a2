using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Certificates;

/// <summary>What was found out about a peer's certificate.</summary>
/// <param name="Refusal">None = it is good.</param>
/// <param name="Identity">Who it stands for; empty if that cannot be said.</param>
/// <param name="Detail">Which certificate of the chain is meant, for people; may be empty.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CertificateVerdict(TlsRefusal Refusal, string Identity, string Detail);

/// <summary>
/// Checks a peer's certificate against our own authorities and nobody else's: chain, validity, uses, names, strength, revocation.
/// Nothing is fetched from the network. Never changes; a reload makes a new one.
/// </summary>
/// <param name="authorities">Roots (self-signed) and authorities between, as <c>cacert</c> has them.</param>
/// <param name="revocations">Their revocation lists.</param>
/// <param name="purpose">What the peer must be allowed to be.</param>
public sealed class CertificateVerifier(
    X509Certificate2Collection authorities, IReadOnlyList<RevocationList> revocations, CertificatePurpose purpose)
{
    // Ours have 600 bytes, those of public authorities 2,000, with a hundred names 6,000.
    private const int CertificateBytesMax = 16 << 10;

    // Leaf, two between, root: what people have. The signature of each costs processor time.
    private const int ChainMax = 8;

    // NIST SP 800-57: 112 bits of security.
    private const int RsaBitsMin = 2048;
    private const int EcdsaBitsMin = 256;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // What the platform says, and what it means, in the order in which one would want to hear it.
    private static readonly (X509ChainStatusFlags Flag, TlsRefusal Refusal)[] Meanings =
    [
        (X509ChainStatusFlags.NotSignatureValid, TlsRefusal.SignatureWrong),
        (X509ChainStatusFlags.InvalidBasicConstraints, TlsRefusal.AuthorityMayNotSign),
        (X509ChainStatusFlags.HasNotPermittedNameConstraint, TlsRefusal.NameNotPermitted),
        (X509ChainStatusFlags.HasExcludedNameConstraint, TlsRefusal.NameNotPermitted),
        (X509ChainStatusFlags.HasNotDefinedNameConstraint, TlsRefusal.NameNotPermitted),
        (X509ChainStatusFlags.HasNotSupportedNameConstraint, TlsRefusal.NameNotPermitted),
        (X509ChainStatusFlags.InvalidNameConstraints, TlsRefusal.NameNotPermitted),
        (X509ChainStatusFlags.HasNotSupportedCriticalExtension, TlsRefusal.CriticalExtension),
        (X509ChainStatusFlags.InvalidExtension, TlsRefusal.CertificateDamaged),
        (X509ChainStatusFlags.NotValidForUsage, TlsRefusal.WrongUsage),
        (X509ChainStatusFlags.InvalidPolicyConstraints, TlsRefusal.WrongUsage),
        (X509ChainStatusFlags.HasWeakSignature, TlsRefusal.WeakSignature),
        (X509ChainStatusFlags.Revoked, TlsRefusal.CertificateRevoked),
        (X509ChainStatusFlags.UntrustedRoot, TlsRefusal.AuthorityUnknown),
        (X509ChainStatusFlags.ExplicitDistrust, TlsRefusal.AuthorityUnknown),
        (X509ChainStatusFlags.Cyclic, TlsRefusal.ChainIncomplete),
        (X509ChainStatusFlags.PartialChain, TlsRefusal.ChainIncomplete),
    ];

    public X509Certificate2Collection Authorities => authorities;

    public IReadOnlyList<RevocationList> Revocations => revocations;

    /// <summary>How the platform is to build chains of these authorities; a new one for each use.</summary>
    public X509ChainPolicy Policy(DateTimeOffset now)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(purpose == CertificatePurpose.Server ? ServerAuthentication : ClientAuthentication));
        return policy;
    }

    /// <summary>Whether a list names it.</summary>
    public bool IsRevoked(X509Certificate2 certificate) => revocations.Any(list => list.Contains(certificate));

    /// <summary>The same as <see cref="Verify(X509Certificate2?, X509Certificate2Collection, DateTimeOffset)"/> for a chain that the platform has built by <see cref="Policy"/>.</summary>
    public CertificateVerdict Verify(X509Certificate2? certificate, X509Chain? chain, DateTimeOffset now)
    {
        if (certificate is null || chain is null)
            return new CertificateVerdict(TlsRefusal.CertificateMissing, "", "");
        return TooMuch(certificate, chain.ChainPolicy.ExtraStore.Count) ?? Guarded(() => Judge(chain, certificate, now));
    }

    /// <param name="certificate">The peer's own; null = it sent none.</param>
    /// <param name="sent">What it sent beside.</param>
    /// <param name="now">The time to judge by.</param>
    public CertificateVerdict Verify(X509Certificate2? certificate, X509Certificate2Collection sent, DateTimeOffset now)
    {
        if (certificate is null)
            return new CertificateVerdict(TlsRefusal.CertificateMissing, "", "");
        return TooMuch(certificate, sent.Count) ?? Guarded(() =>
        {
            using X509Chain chain = new() { ChainPolicy = Policy(now) };
            chain.ChainPolicy.ExtraStore.AddRange(sent);
            chain.Build(certificate);
            return Judge(chain, certificate, now);
        });
    }

    private static CertificateVerdict? TooMuch(X509Certificate2 certificate, int sent)
    {
        if (certificate.RawDataMemory.Length > CertificateBytesMax)
            return new CertificateVerdict(TlsRefusal.CertificateTooLarge, "", $"{certificate.RawDataMemory.Length} bytes");
        return sent > ChainMax ? new CertificateVerdict(TlsRefusal.ChainTooLong, "", $"{sent} certificates") : null;
    }

    private static CertificateVerdict Guarded(Func<CertificateVerdict> judge)
    {
        try
        {
            return judge();
        }
        catch (CryptographicException failure)
        {
            return new CertificateVerdict(TlsRefusal.CertificateDamaged, "", failure.Message);
        }
    }

    private CertificateVerdict Judge(X509Chain chain, X509Certificate2 certificate, DateTimeOffset now)
    {
        string identity = CertificateNames.Identity(certificate) ?? "";
        (TlsRefusal refusal, string detail) = JudgeChain(chain, now);
        if (refusal == TlsRefusal.None)
            (refusal, detail) = JudgeElements(chain, now);
        if (refusal == TlsRefusal.None && !MaySignHandshakes(certificate))
            refusal = TlsRefusal.WrongUsage;
        if (refusal == TlsRefusal.None && purpose == CertificatePurpose.Client && identity.Length == 0)
            refusal = TlsRefusal.NameBad;
        return new CertificateVerdict(refusal, identity, detail);
    }

    private (TlsRefusal Refusal, string Detail) JudgeChain(X509Chain chain, DateTimeOffset now)
    {
        X509ChainStatusFlags all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (flags, status) => flags | status.Status);
        foreach ((X509ChainStatusFlags flag, TlsRefusal refusal) in Meanings)
        {
            if (all.HasFlag(flag))
                return (flag == X509ChainStatusFlags.PartialChain ? Partial(chain) : refusal, Where(chain, flag));
        }

        if (!all.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return all == X509ChainStatusFlags.NoError ? (TlsRefusal.None, "") : (TlsRefusal.CertificateDamaged, all.ToString());
        X509Certificate2? early = chain.ChainElements.Select(static element => element.Certificate).FirstOrDefault(one => new DateTimeOffset(one.NotBefore) > now);
        return (early is null ? TlsRefusal.CertificateExpired : TlsRefusal.CertificateNotYetValid, Where(chain, X509ChainStatusFlags.NotTimeValid));
    }

    /// <summary>The chain ends before one of ours: a link is missing; or one that has a name of ours, or stands at the end, is nobody's we know.</summary>
    private TlsRefusal Partial(X509Chain chain)
    {
        X509Certificate2 last = chain.ChainElements[^1].Certificate;
        bool isOfOurName = authorities.Any(one => one.SubjectName.RawData.AsSpan().SequenceEqual(last.IssuerName.RawData));
        return isOfOurName || chain.ChainElements.Count > 1 ? TlsRefusal.AuthorityUnknown : TlsRefusal.ChainIncomplete;
    }

    private (TlsRefusal Refusal, string Detail) JudgeElements(X509Chain chain, DateTimeOffset now)
    {
        if (chain.ChainElements.Count > ChainMax)
            return (TlsRefusal.ChainTooLong, $"{chain.ChainElements.Count} certificates");
        for (int i = 0; i < chain.ChainElements.Count; i++)
        {
            X509Certificate2 one = chain.ChainElements[i].Certificate;
            (string kind, int bits) = CertificateSignature.KeyStrength(one);
            if (bits < (kind == "RSA" ? RsaBitsMin : EcdsaBitsMin))
                return (TlsRefusal.WeakKey, $"{Name(one)}: {kind} of {bits} bits");
            // Nobody's signature but its own is on a root: it is trusted because it is in our file.
            bool isRoot = i == chain.ChainElements.Count - 1;
            if (!isRoot && !CertificateSignature.IsStrong(one))
                return (TlsRefusal.WeakSignature, $"{Name(one)}: {one.SignatureAlgorithm.FriendlyName ?? one.SignatureAlgorithm.Value}");
            if (revocations.Any(list => list.Contains(one)))
                return (TlsRefusal.CertificateRevoked, Name(one));
            if (i > 0 && !MaySignCertificates(one))
                return (TlsRefusal.AuthorityMayNotSign, Name(one));
            if (new DateTimeOffset(one.NotAfter) < now)
                return (TlsRefusal.CertificateExpired, Name(one));
        }

        return (TlsRefusal.None, "");
    }

    private static bool MaySignHandshakes(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().All(static usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature));

    /// <summary>Version 1 certificates have no extensions; as a root, the file of ours says what they are.</summary>
    private static bool MaySignCertificates(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509KeyUsageExtension>().All(static usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
        && (authority.Version < 3 || authority.Extensions.OfType<X509BasicConstraintsExtension>().Any(static basic => basic.CertificateAuthority));

    private static string Where(X509Chain chain, X509ChainStatusFlags flag)
    {
        X509ChainElement? element = chain.ChainElements.FirstOrDefault(one => one.ChainElementStatus.Any(status => status.Status.HasFlag(flag)));
        return element is null ? "" : Name(element.Certificate);
    }

    private static string Name(X509Certificate2 certificate) => certificate.Subject;
}
