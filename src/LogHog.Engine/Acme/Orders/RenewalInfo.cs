using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LogHog.Engine.Acme.Protocol;

namespace LogHog.Engine.Acme.Orders;

/// <summary>When the certificate authority would like a certificate to be renewed (RFC 9773).</summary>
/// <param name="Start">Beginning of its window.</param>
/// <param name="End">End of it.</param>
/// <param name="Explanation">A page that says why; null = none.</param>
/// <param name="AskAgainAfter">How long to believe it.</param>
internal sealed record RenewalInfo(DateTimeOffset Start, DateTimeOffset End, string? Explanation, TimeSpan AskAgainAfter)
{
    // RFC 9773 §4.3.2 and §4.3.3.
    private static readonly TimeSpan AskAgainMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskAgainMax = TimeSpan.FromDays(1);

    /// <summary>After an answer that is none, or that does not say when to ask again.</summary>
    public static readonly TimeSpan AskAgainDefault = TimeSpan.FromHours(6);

    /// <summary>RFC 9773 §4.1: authority key identifier and serial number.</summary>
    /// <returns>Null when the certificate says nothing of its authority's key.</returns>
    public static string? CertificateId(X509Certificate2 certificate)
    {
        ReadOnlyMemory<byte>? issuer = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        return issuer is { } key
            ? $"{Base64Url.EncodeToString(key.Span)}.{Base64Url.EncodeToString(certificate.SerialNumberBytes.Span)}"
            : null;
    }

    /// <exception cref="AcmeException">There is none.</exception>
    public static async Task<RenewalInfo> ReadAsync(AcmeSession session, Uri renewalInfo, string certificateId, CancellationToken cancellation)
    {
        Uri url = new($"{renewalInfo.AbsoluteUri.TrimEnd('/')}/{certificateId}");
        AcmeAnswer answer = await session.GetPlainAsync(url, cancellation);
        if (!answer.IsSuccess)
            throw AcmeProblem.Failure(answer, "The hint when to renew");
        AcmeObject json = answer.Json();
        AcmeObject window = json.Optional("suggestedWindow") ?? throw json.Bad("lacks suggestedWindow");
        DateTimeOffset start = window.Time("start");
        DateTimeOffset end = window.Time("end");
        if (end <= start)
            throw json.Bad("has a window that ends before it begins");
        TimeSpan again = answer.RetryAfter ?? AskAgainDefault;
        again = again < AskAgainMin ? AskAgainMin : again > AskAgainMax ? AskAgainMax : again;
        return new RenewalInfo(start, end, json.OptionalText("explanationURL"), again);
    }

    /// <summary>
    /// A moment in the window. Spread evenly over all certificates, and the same each time it is asked for, so that neither a
    /// restart nor a further look draws again.
    /// </summary>
    public DateTimeOffset MomentFor(string certificateId)
    {
        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(certificateId));
        double share = BinaryPrimitives.ReadUInt64BigEndian(hash) / (double)ulong.MaxValue;
        return Start + ((End - Start) * share);
    }
}
