using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Interop.Tests.Tls;

/// <summary>A bad certificate and its twin, which differs in the fault alone.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Reason">Why it must be refused.</param>
internal sealed record BadCertificate(string Name, TlsRefusal Reason)
{
    /// <summary>The client's own, with the fault.</summary>
    public CertificateRecipe Bad { get; init; } = new();

    /// <summary>The same with the fault mended.</summary>
    public CertificateRecipe Good { get; init; } = new();

    /// <summary>Authorities between root and client, from the root's on; with the fault.</summary>
    public IReadOnlyList<CertificateRecipe> BadChain { get; init; } = [];

    public IReadOnlyList<CertificateRecipe> GoodChain { get; init; } = [];

    /// <summary>Only the twin is signed by the root that the server trusts; the bad one by another of the same name.</summary>
    public bool OtherRoot { get; init; }

    /// <summary>The bad one signs itself.</summary>
    public bool SignsItself { get; init; }

    /// <summary>The bad one comes without the authorities between.</summary>
    public bool WithoutChain { get; init; }

    /// <summary>The bad one is on the revocation list.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>The bad one comes without any certificate.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Sent beside the bad one.</summary>
    public int FurtherSent { get; init; }

    /// <summary>Made by the one with the fault: PEM of key, certificate and chain.</summary>
    public string MakeBad(X509Certificate2 root, X509Certificate2 otherRoot, Action<X509Certificate2> revoke) =>
        Make(SignsItself ? null : OtherRoot ? otherRoot : root, Bad, BadChain, revoke, isBad: true);

    public string MakeGood(X509Certificate2 root) => Make(root, Good, GoodChain, static _ => { }, isBad: false);

    public override string ToString() => Name;

    private string Make(
        X509Certificate2? root, CertificateRecipe recipe, IReadOnlyList<CertificateRecipe> chain, Action<X509Certificate2> revoke, bool isBad)
    {
        X509Certificate2? issuer = root;
        List<X509Certificate2> between = [];
        foreach (CertificateRecipe authority in chain)
            between.Insert(0, issuer = authority.Make(issuer));
        X509Certificate2 own = recipe.Make(issuer);
        if (IsRevoked && isBad)
            revoke(own);
        if (WithoutChain && isBad)
            between.Clear();
        for (int i = 0; isBad && i < FurtherSent; i++)
            between.Add(CertificateRecipe.Authority($"further {i}").Make(null));
        string key = own.GetRSAPrivateKey() is { } rsa ? rsa.ExportPkcs8PrivateKeyPem() : own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        return string.Join('\n', [key, own.ExportCertificatePem(), .. between.Select(static one => one.ExportCertificatePem())]) + "\n";
    }
}
