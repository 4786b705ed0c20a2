using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace LogHog.Engine.Certificates;

/// <summary>The extension that bounds the names an authority may sign for (RFC 5280 §4.2.1.10).</summary>
internal static class NameConstraints
{
    private const string Oid = "2.5.29.30";

    /// <summary>These domains and all beneath them, no other. Addresses are not bounded.</summary>
    public static X509Extension Permitting(IReadOnlyList<string> domains)
    {
        Asn1Tag permittedSubtrees = new(TagClass.ContextSpecific, 0, isConstructed: true);
        Asn1Tag dnsName = new(TagClass.ContextSpecific, 2);
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(permittedSubtrees))
        {
            foreach (string domain in domains)
            {
                using (writer.PushSequence())
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, domain.TrimStart('.'), dnsName);
            }
        }

        return new X509Extension(Oid, writer.Encode(), critical: true);
    }
}
