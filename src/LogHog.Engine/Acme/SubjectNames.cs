using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Acme;

/// <summary>The names of a certificate (subjectAltName, RFC 5280 §4.2.1.6), written and read without interpretation.</summary>
internal static class SubjectNames
{
    private const string SubjectAlternativeName = "2.5.29.17";

    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);

    public static X509Extension Extension(IEnumerable<AcmeIdentifier> names)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (AcmeIdentifier name in names)
            {
                if (name.Address is { } address)
                    writer.WriteOctetString(address.GetAddressBytes(), IpAddress);
                else
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, name.Value, DnsName);
            }
        }

        // Critical when the subject is empty; certificate authorities decide that for themselves.
        return new X509Extension(SubjectAlternativeName, writer.Encode(), critical: false);
    }

    /// <summary>Every name in it; what is neither a DNS name nor an address comes as its tag, which no wanted name equals.</summary>
    /// <exception cref="AsnContentException">It is malformed.</exception>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        List<string> names = [];
        foreach (X509Extension extension in certificate.Extensions.Where(static one => one.Oid?.Value == SubjectAlternativeName))
        {
            AsnReader sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
                names.Add(Text(sequence.ReadEncodedValue()));
        }

        return names;
    }

    private static string Text(ReadOnlyMemory<byte> name)
    {
        AsnReader reader = new(name, AsnEncodingRules.DER);
        Asn1Tag tag = reader.PeekTag();
        if (tag.HasSameClassAndValue(DnsName))
            return reader.ReadCharacterString(UniversalTagNumber.IA5String, DnsName).ToLowerInvariant();
        return tag.HasSameClassAndValue(IpAddress) && reader.ReadOctetString(IpAddress) is { Length: 4 or 16 } address
            ? new System.Net.IPAddress(address).ToString()
            : $"a name of the kind {tag.TagValue}";
    }
}
