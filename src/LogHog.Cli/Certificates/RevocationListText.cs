using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using LogHog.Engine.Certificates;

namespace LogHog.Cli.Certificates;

/// <summary>A revocation list as it stands there, its signature not looked at.</summary>
internal sealed record RevocationListText(
    string Issuer, string Number, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate, IReadOnlyList<(string Serial, DateTimeOffset At)> Revoked)
{
    private const string CrlNumber = "2.5.29.20";

    /// <exception cref="CertificateFileException">It is damaged.</exception>
    public static RevocationListText Read(byte[] der, string file)
    {
        try
        {
            return Parse(new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence());
        }
        catch (AsnContentException failure)
        {
            throw new CertificateFileException($"{file} holds a damaged revocation list: {failure.Message}", failure);
        }
    }

    private static RevocationListText Parse(AsnReader body)
    {
        if (body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            body.ReadInteger();
        body.ReadSequence();
        string issuer = new X500DistinguishedName(body.ReadEncodedValue().Span).Name;
        DateTimeOffset thisUpdate = Time(body);
        DateTimeOffset? nextUpdate = body.HasData && IsTime(body.PeekTag()) ? Time(body) : null;
        List<(string, DateTimeOffset)> revoked = [];
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            AsnReader entries = body.ReadSequence();
            while (entries.HasData)
            {
                AsnReader entry = entries.ReadSequence();
                revoked.Add((Convert.ToHexString(entry.ReadIntegerBytes().Span), Time(entry)));
            }
        }

        return new RevocationListText(issuer, NumberOf(body), thisUpdate, nextUpdate, revoked);
    }

    private static string NumberOf(AsnReader body)
    {
        if (!body.HasData)
            return "none";
        AsnReader extensions = body.ReadSequence(body.PeekTag()).ReadSequence();
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            if (extension.ReadObjectIdentifier() == CrlNumber)
                return new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER).ReadInteger().ToString(CultureInfo.InvariantCulture);
        }

        return "none";
    }

    private static bool IsTime(Asn1Tag tag) =>
        tag.TagClass == TagClass.Universal && tag.TagValue is (int)UniversalTagNumber.UtcTime or (int)UniversalTagNumber.GeneralizedTime;

    private static DateTimeOffset Time(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(new Asn1Tag(UniversalTagNumber.UtcTime)) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
