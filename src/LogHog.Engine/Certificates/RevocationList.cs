using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Certificates;

/// <summary>A certificate revocation list (RFC 5280 §5) of one authority, its signature checked. Never changes.</summary>
public sealed class RevocationList
{
    // Of 100 bytes each at most, in a file of 1 MiB.
    private const int EntriesMax = 100_000;

    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private readonly HashSet<BigInteger> _serials = [];

    private RevocationList(X509Certificate2 authority) => Authority = authority;

    public X509Certificate2 Authority { get; }

    public DateTimeOffset ThisUpdate { get; private set; }

    /// <summary>When the next one is due; null = not said.</summary>
    public DateTimeOffset? NextUpdate { get; private set; }

    public int Count => _serials.Count;

    /// <summary>Whether it names this certificate, which the same authority has signed.</summary>
    public bool Contains(X509Certificate2 certificate) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(Authority.SubjectName.RawData) && _serials.Contains(Serial(certificate));

    /// <summary>Reads one and checks that one of the authorities has signed it.</summary>
    /// <exception cref="CertificateFileException">It is damaged, or nobody's of these.</exception>
    public static RevocationList Read(byte[] der, X509Certificate2Collection authorities, string path)
    {
        try
        {
            return Parse(der, authorities, path);
        }
        catch (Exception failure) when (failure is AsnContentException or CryptographicException)
        {
            throw new CertificateFileException($"{path} holds a damaged revocation list: {failure.Message}", failure);
        }
    }

    private static RevocationList Parse(byte[] der, X509Certificate2Collection authorities, string path)
    {
        AsnReader list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        ReadOnlyMemory<byte> signed = list.ReadEncodedValue();
        string algorithm = list.ReadSequence().ReadObjectIdentifier();
        byte[] signature = list.ReadBitString(out _);

        AsnReader body = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
        if (body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            body.ReadInteger();
        body.ReadSequence();
        byte[] issuer = body.ReadEncodedValue().ToArray();
        X509Certificate2 authority = authorities.FirstOrDefault(
            one => one.SubjectName.RawData.AsSpan().SequenceEqual(issuer) && CertificateSignature.IsRight(one, algorithm, signed.Span, signature))
            ?? throw new CertificateFileException($"{path} holds a revocation list that none of the authorities has signed; make it with loghog cert revoke");
        if (!MaySign(authority))
            throw new CertificateFileException($"{path}: {authority.Subject} may not sign revocation lists");
        RevocationList result = new(authority) { ThisUpdate = ReadTime(body) };
        if (body.HasData && body.PeekTag() is { TagClass: TagClass.Universal, TagValue: (int)UniversalTagNumber.UtcTime or (int)UniversalTagNumber.GeneralizedTime })
            result.NextUpdate = ReadTime(body);
        if (body.HasData && body.PeekTag() != Extensions)
            result.ReadEntries(body.ReadSequence(), path);
        return result;
    }

    private static bool MaySign(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509KeyUsageExtension>().All(static usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign));

    private static BigInteger Serial(X509Certificate2 certificate) => new(certificate.SerialNumberBytes.Span, isUnsigned: false, isBigEndian: true);

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(new Asn1Tag(UniversalTagNumber.UtcTime)) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private void ReadEntries(AsnReader entries, string path)
    {
        while (entries.HasData)
        {
            if (_serials.Count == EntriesMax)
                throw new CertificateFileException($"{path} revokes more than {EntriesMax} certificates; make a new authority");
            _serials.Add(entries.ReadSequence().ReadInteger());
        }
    }
}
