using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LogHog.Engine.Certificates;

/// <summary>The names in a certificate, read byte by byte: what a library would cut off or unite is refused.</summary>
public static class CertificateNames
{
    /// <summary>RFC 5280, ub-common-name.</summary>
    public const int CommonNameCharsMax = 64;

    private const string AlternativeName = "2.5.29.17";
    private const string CommonName = "2.5.4.3";

    /// <summary>A name that certificates are made for: it is also the name of a file.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= CommonNameCharsMax && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or ':');

    /// <summary>A name of the domain name system, with or without dots; <paramref name="wildcard"/> allows <c>*.</c> before it.</summary>
    public static bool IsHostName(string name, bool wildcard = false)
    {
        if (wildcard && name.StartsWith("*.", StringComparison.Ordinal))
            name = name[2..];
        return name.Length is > 0 and <= 253 && name.Split('.').All(static label => label.Length is > 0 and <= 63
            && label[0] != '-' && label[^1] != '-' && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }

    /// <summary>DNS names of the alternative name, in their order, as they stand there.</summary>
    /// <exception cref="CryptographicException">The extension is no DER.</exception>
    public static IReadOnlyList<string> DnsNames(X509Certificate2 certificate) =>
        [.. Alternatives(certificate).Where(static name => name.Tag == 2).Select(static name => Encoding.Latin1.GetString(name.Value.Span))];

    /// <summary>Addresses of the alternative name.</summary>
    /// <exception cref="CryptographicException">The extension is no DER.</exception>
    public static IReadOnlyList<IPAddress> Addresses(X509Certificate2 certificate) =>
        [.. Alternatives(certificate).Where(static name => name.Tag == 7 && name.Value.Length is 4 or 16).Select(static name => new IPAddress(name.Value.Span))];

    /// <summary>
    /// Who the certificate stands for: the first DNS name, else the common name, in lower case; null when it has neither, or one
    /// that is no plain name (a zero byte, a blank, a wildcard).
    /// </summary>
    public static string? Identity(X509Certificate2 certificate)
    {
        try
        {
            IReadOnlyList<string> names = DnsNames(certificate);
            if (names.Count > 0)
                return names.All(static name => IsHostName(name)) ? names[0].ToLowerInvariant() : null;
            IReadOnlyList<string> common = CommonNames(certificate.SubjectName);
            return common.Count == 1 && IsName(common[0]) ? common[0].ToLowerInvariant() : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The common names of a subject, most significant first.</summary>
    /// <exception cref="CryptographicException">It is no DER.</exception>
    public static IReadOnlyList<string> CommonNames(X500DistinguishedName subject)
    {
        try
        {
            List<string> names = [];
            AsnReader reader = new AsnReader(subject.RawData, AsnEncodingRules.BER).ReadSequence();
            while (reader.HasData)
            {
                AsnReader set = reader.ReadSetOf(skipSortOrderValidation: true);
                while (set.HasData)
                {
                    AsnReader pair = set.ReadSequence();
                    if (pair.ReadObjectIdentifier() == CommonName)
                        names.Add(pair.ReadCharacterString((UniversalTagNumber)pair.PeekTag().TagValue));
                }
            }

            return names;
        }
        catch (Exception failure) when (failure is AsnContentException or ArgumentException)
        {
            throw new CryptographicException("a subject that is no DER", failure);
        }
    }

    private static List<(int Tag, ReadOnlyMemory<byte> Value)> Alternatives(X509Certificate2 certificate)
    {
        List<(int, ReadOnlyMemory<byte>)> names = [];
        try
        {
            foreach (X509Extension extension in certificate.Extensions.Where(static extension => extension.Oid?.Value == AlternativeName))
            {
                AsnReader reader = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (reader.HasData)
                {
                    Asn1Tag tag = reader.PeekTag();
                    names.Add((tag.TagValue, Content(reader.ReadEncodedValue())));
                }
            }

            return names;
        }
        catch (AsnContentException failure)
        {
            throw new CryptographicException("an alternative name that is no DER", failure);
        }
    }

    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> encoded)
    {
        AsnDecoder.ReadEncodedValue(encoded.Span, AsnEncodingRules.DER, out int offset, out int length, out _);
        return encoded.Slice(offset, length);
    }
}
