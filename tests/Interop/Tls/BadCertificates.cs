using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Interop.Tests.Tls;

/// <summary>The matrix: each certificate has one fault, and each fault its reason.</summary>
internal static class BadCertificates
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset Now = CertificateRecipe.Now;
    private static readonly CertificateRecipe Good = new();
    private static readonly CertificateRecipe GoodRsa = new() { RsaBits = 2048 };
    private static readonly CertificateRecipe Between = CertificateRecipe.Authority("between") with { PathLength = 0 };

    public static IReadOnlyList<BadCertificate> All { get; } = [.. Validity(), .. Signers(), .. Chains(), .. Uses(), .. Names(), .. Strength(), .. Constraints(), .. Sizes()];

    private static IEnumerable<BadCertificate> Validity() =>
    [
        Leaf("expired yesterday", TlsRefusal.CertificateExpired, Good with { NotBefore = Now.AddDays(-10), NotAfter = Now.AddDays(-1) }),
        Leaf("expired a minute ago", TlsRefusal.CertificateExpired, Good with { NotAfter = Now.AddMinutes(-1) }),
        Leaf("expired years ago", TlsRefusal.CertificateExpired, Good with { NotBefore = Now.AddYears(-12), NotAfter = Now.AddYears(-11) }),
        Leaf("valid from tomorrow on", TlsRefusal.CertificateNotYetValid, Good with { NotBefore = Now.AddDays(1) }),
        Leaf("valid in an hour", TlsRefusal.CertificateNotYetValid, Good with { NotBefore = Now.AddHours(1) }),
        Chain("an authority between has expired", TlsRefusal.CertificateExpired, Between with { NotAfter = Now.AddMinutes(-5) }),
        Chain("an authority between is not yet valid", TlsRefusal.CertificateNotYetValid, Between with { NotBefore = Now.AddHours(1) }),
        new("revoked", TlsRefusal.CertificateRevoked) { IsRevoked = true },
        new("revoked, RSA", TlsRefusal.CertificateRevoked) { IsRevoked = true, Bad = GoodRsa, Good = GoodRsa },
    ];

    private static IEnumerable<BadCertificate> Signers() =>
    [
        new("no certificate", TlsRefusal.CertificateMissing) { IsMissing = true },
        new("another authority of the same name", TlsRefusal.AuthorityUnknown) { OtherRoot = true },
        new("another authority of the same name, RSA", TlsRefusal.AuthorityUnknown) { OtherRoot = true, Bad = GoodRsa, Good = GoodRsa },
        new("self-signed", TlsRefusal.AuthorityUnknown) { SignsItself = true },
        new("self-signed, says that it is an authority", TlsRefusal.AuthorityUnknown)
            { SignsItself = true, Bad = Good with { IsAuthority = true, KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign } },
        new("self-signed with the authority's name", TlsRefusal.AuthorityUnknown) { SignsItself = true, Bad = Good with { CommonName = "root", DnsNames = null } },
        new("signed by an authority that nobody knows", TlsRefusal.AuthorityUnknown)
            { SignsItself = true, BadChain = [CertificateRecipe.Authority("stranger")], GoodChain = [CertificateRecipe.Authority("between")] },
        Leaf("forged signature", TlsRefusal.SignatureWrong, Good with { BreakSignature = true }),
        Leaf("forged signature, RSA", TlsRefusal.SignatureWrong, GoodRsa with { BreakSignature = true }, GoodRsa),
        Chain("an authority between with a forged signature", TlsRefusal.SignatureWrong, Between with { BreakSignature = true }),
    ];

    private static IEnumerable<BadCertificate> Chains() =>
    [
        new("the authority between is missing", TlsRefusal.ChainIncomplete) { WithoutChain = true, BadChain = [Between], GoodChain = [Between] },
        new("two authorities between are missing", TlsRefusal.ChainIncomplete)
        {
            WithoutChain = true,
            BadChain = [CertificateRecipe.Authority("upper"), Between],
            GoodChain = [CertificateRecipe.Authority("upper"), Between],
        },
        Chain("the one between is no authority", TlsRefusal.AuthorityMayNotSign, Between with { IsAuthority = false, PathLength = null }),
        Chain("the one between does not say that it is an authority", TlsRefusal.AuthorityMayNotSign, Between with { IsAuthority = null, PathLength = null }),
        Chain("the one between may not sign certificates", TlsRefusal.AuthorityMayNotSign, Between with { KeyUsage = X509KeyUsageFlags.DigitalSignature }),
        Chain("the one between may sign revocation lists only", TlsRefusal.AuthorityMayNotSign, Between with { KeyUsage = X509KeyUsageFlags.CrlSign }),
        Chain("a client's certificate has signed it", TlsRefusal.AuthorityMayNotSign, Good with { CommonName = "web02" }),
        Deep("an authority below one that allows none", TlsRefusal.AuthorityMayNotSign, CertificateRecipe.Authority("upper") with { PathLength = 0 }, 1),
        Deep("two below one that allows one", TlsRefusal.AuthorityMayNotSign, CertificateRecipe.Authority("upper") with { PathLength = 1 }, 2),
        Deep("three below one that allows two", TlsRefusal.AuthorityMayNotSign, CertificateRecipe.Authority("upper") with { PathLength = 2 }, 3),
        Depth("seven authorities between", TlsRefusal.ChainTooLong, 7),
        Depth("twelve authorities between", TlsRefusal.ChainTooLong, 12),
        new("twenty certificates beside", TlsRefusal.ChainTooLong) { FurtherSent = 20 },
        new("nine certificates beside", TlsRefusal.ChainTooLong) { FurtherSent = 9 },
    ];

    private static IEnumerable<BadCertificate> Uses() =>
    [
        Leaf("for servers", TlsRefusal.WrongUsage, Good with { Purposes = [ServerAuthentication] }),
        Leaf("for mail", TlsRefusal.WrongUsage, Good with { Purposes = ["1.3.6.1.5.5.7.3.4"] }),
        Leaf("for code", TlsRefusal.WrongUsage, Good with { Purposes = ["1.3.6.1.5.5.7.3.3"] }),
        Leaf("for time stamps", TlsRefusal.WrongUsage, Good with { Purposes = ["1.3.6.1.5.5.7.3.8"] }),
        Leaf("for something unknown", TlsRefusal.WrongUsage, Good with { Purposes = ["1.3.6.1.4.1.99999.1"] }),
        Leaf("for servers and mail", TlsRefusal.WrongUsage, Good with { Purposes = [ServerAuthentication, "1.3.6.1.5.5.7.3.4"] }),
        Leaf("for servers, RSA", TlsRefusal.WrongUsage, GoodRsa with { Purposes = [ServerAuthentication] }, GoodRsa),
        Leaf("its key may not sign", TlsRefusal.WrongUsage, Good with { KeyUsage = X509KeyUsageFlags.CrlSign }),
        Leaf("its key may sign certificates only", TlsRefusal.WrongUsage, Good with { KeyUsage = X509KeyUsageFlags.KeyCertSign }),
        Leaf("its key may encrypt only", TlsRefusal.WrongUsage, GoodRsa with { KeyUsage = X509KeyUsageFlags.KeyEncipherment }, GoodRsa),
        Leaf("its key may sign contracts only", TlsRefusal.WrongUsage, Good with { KeyUsage = X509KeyUsageFlags.NonRepudiation }),
        Chain("the authority between signs for servers only", TlsRefusal.WrongUsage, Between with { Purposes = [ServerAuthentication] }),
        Chain("the authority between signs for code only", TlsRefusal.WrongUsage, Between with { Purposes = ["1.3.6.1.5.5.7.3.3"] },
            Between with { Purposes = [ClientAuthentication] }),
    ];

    private static IEnumerable<BadCertificate> Names() =>
    [
        Name("a wildcard in the middle", "foo.*.bar"),
        Name("a wildcard", "*.example.com"),
        Name("a star alone", "*"),
        Name("half a wildcard", "web*.example.com"),
        Name("a null", "web01\0.evil.example"),
        Name("a null at the end", "web01\0"),
        Name("a line end", "web01\nroot"),
        Name("a blank", "web 01"),
        Name("no name", ""),
        Name("a path", "../../etc/passwd"),
        Name("a colour of a terminal", "\x1b[31mweb01"),
        Name("a dot at the end of a label", "web01..example.com"),
        Name("a letter that is no ASCII", "wéb01"),
        Leaf("a good name and one with a null", TlsRefusal.NameBad, Good with { DnsNames = ["web01", "web01\0.evil.example"] }),
        Leaf("a label of 64 letters", TlsRefusal.NameBad, Good with { DnsNames = [new string('a', 64)] }),
        Leaf("a null in the common name", TlsRefusal.NameBad, Good with { DnsNames = null, RawSubject = CertificateRecipe.Subject("web01\0.evil.example") }, Good with { DnsNames = null }),
        Leaf("a blank in the common name", TlsRefusal.NameBad, Good with { DnsNames = null, RawSubject = CertificateRecipe.Subject("web 01") }, Good with { DnsNames = null }),
        Leaf("a wildcard in the common name", TlsRefusal.NameBad, Good with { DnsNames = null, RawSubject = CertificateRecipe.Subject("*.example.com") }, Good with { DnsNames = null }),
        Leaf("a line end in the common name", TlsRefusal.NameBad, Good with { DnsNames = null, RawSubject = CertificateRecipe.Subject("web01\n[root]") }, Good with { DnsNames = null }),
        Leaf("no name at all", TlsRefusal.NameBad, Good with { DnsNames = null, RawSubject = [0x30, 0x00] }, Good with { DnsNames = null }),
        Leaf("a name that is not allowed here", TlsRefusal.NameNotAllowed, Good with { DnsNames = ["stranger"] }),
        Leaf("a name of which a part is allowed here", TlsRefusal.NameNotAllowed, Good with { DnsNames = ["web01.evil.example"] }),
        Leaf("a common name that is not allowed here", TlsRefusal.NameNotAllowed, Good with { CommonName = "stranger", DnsNames = null }, Good with { DnsNames = null }),
        Leaf("an allowed name behind another", TlsRefusal.NameNotAllowed, Good with { DnsNames = ["stranger", "web01"] }),
    ];

    private static IEnumerable<BadCertificate> Strength() =>
    [
        Leaf("RSA of 1,024 bits", TlsRefusal.WeakKey, GoodRsa with { RsaBits = 1024 }, GoodRsa),
        Leaf("RSA of 1,536 bits", TlsRefusal.WeakKey, GoodRsa with { RsaBits = 1536 }, GoodRsa),
        Leaf("RSA of 2,040 bits", TlsRefusal.WeakKey, GoodRsa with { RsaBits = 2040 }, GoodRsa),
        Chain("an authority between with RSA of 1,024 bits", TlsRefusal.WeakKey, Between with { RsaBits = 1024 }, Between with { RsaBits = 2048 }),
        Leaf("signed with SHA-1", TlsRefusal.WeakSignature, Good with { Hash = HashAlgorithmName.SHA1 }),
        Under("signed with SHA-1, RSA", TlsRefusal.WeakSignature, HashAlgorithmName.SHA1),
        Under("signed with MD5", TlsRefusal.WeakSignature, HashAlgorithmName.MD5),
        Chain("an authority between signed with SHA-1", TlsRefusal.WeakSignature, Between with { Hash = HashAlgorithmName.SHA1 }),
    ];

    private static IEnumerable<BadCertificate> Constraints() =>
    [
        Chain("a name outside of the permitted domain", TlsRefusal.NameNotPermitted, Between with { Further = [Limit(0, "example.com")] },
            Between with { Further = [Limit(0, "web01")] }),
        Chain("a name in the excluded domain", TlsRefusal.NameNotPermitted, Between with { Further = [Limit(1, "web01")] },
            Between with { Further = [Limit(1, "example.com")] }),
        Leaf("a critical extension that nobody knows", TlsRefusal.CriticalExtension,
            Good with { Further = [new X509Extension("1.3.6.1.4.1.99999.2", [0x05, 0x00], critical: true)] },
            Good with { Further = [new X509Extension("1.3.6.1.4.1.99999.2", [0x05, 0x00], critical: false)] }),
        Chain("an authority between with such an extension", TlsRefusal.CriticalExtension,
            Between with { Further = [new X509Extension("1.3.6.1.4.1.99999.2", [0x05, 0x00], critical: true)] }),
    ];

    private static IEnumerable<BadCertificate> Sizes() =>
    [
        Leaf("20 KB of an extension", TlsRefusal.CertificateTooLarge, Good with { Further = [Padding(20_000)] }, Good with { Further = [Padding(10_000)] }),
        Leaf("2,000 names", TlsRefusal.CertificateTooLarge, Good with { DnsNames = [.. Enumerable.Range(0, 2_000).Select(static i => $"web{i:D4}")] },
            Good with { DnsNames = ["web01", .. Enumerable.Range(0, 100).Select(static i => $"web{i:D4}")] }),
    ];

    private static BadCertificate Leaf(string name, TlsRefusal reason, CertificateRecipe bad, CertificateRecipe? good = null) =>
        new(name, reason) { Bad = bad, Good = good ?? Good };

    private static BadCertificate Name(string name, string dnsName) => Leaf($"named with {name}", TlsRefusal.NameBad, Good with { DnsNames = [dnsName] });

    private static BadCertificate Chain(string name, TlsRefusal reason, CertificateRecipe bad, CertificateRecipe? good = null) =>
        new(name, reason) { BadChain = [bad], GoodChain = [good ?? Between] };

    /// <summary>Signed by an RSA authority between, so that hashes can be had that ECDSA has no name for.</summary>
    private static BadCertificate Under(string name, TlsRefusal reason, HashAlgorithmName hash)
    {
        CertificateRecipe rsa = Between with { RsaBits = 2048 };
        return new(name, reason) { BadChain = [rsa], GoodChain = [rsa], Bad = Good with { Hash = hash } };
    }

    private static BadCertificate Deep(string name, TlsRefusal reason, CertificateRecipe upper, int below)
    {
        CertificateRecipe[] lower = [.. Enumerable.Range(0, below).Select(static i => CertificateRecipe.Authority($"lower {i}"))];
        return new(name, reason) { BadChain = [upper, .. lower], GoodChain = [upper with { PathLength = null }, .. lower] };
    }

    private static BadCertificate Depth(string name, TlsRefusal reason, int between) => new(name, reason)
    {
        BadChain = [.. Enumerable.Range(0, between).Select(static i => CertificateRecipe.Authority($"level {i}"))],
        GoodChain = [.. Enumerable.Range(0, 5).Select(static i => CertificateRecipe.Authority($"level {i}"))],
    };

    private static X509Extension Padding(int bytes) => new("1.3.6.1.4.1.99999.3", new byte[bytes], critical: false);

    /// <summary>Name constraints: tag 0 permits a domain, 1 excludes it.</summary>
    private static X509Extension Limit(int tag, string domain)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, tag, isConstructed: true)))
        using (writer.PushSequence())
            writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 2));
        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }
}
