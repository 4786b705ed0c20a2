using System.Net;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Certificates;

/// <summary>What certificates and TLS tell the daemon's own log. Event ids 1700 to 1799.</summary>
internal static partial class CertificatesLog
{
    [LoggerMessage(1700, LogLevel.Information, "{Path}: a new certificate is in force: {Subject}, until {NotAfter:yyyy-MM-dd HH:mm}Z; connections that exist keep theirs")]
    public static partial void NewCertificate(ILogger logger, string path, string subject, DateTime notAfter);

    [LoggerMessage(1701, LogLevel.Error, "{Path} has changed and cannot be used, so the certificate before it stays in force: {Problem}")]
    public static partial void KeepsOld(ILogger logger, string path, string problem);

    [LoggerMessage(1702, LogLevel.Information, "{Files}: {Authorities} authorities are trusted, {Revoked} certificates are revoked")]
    public static partial void NewTrust(ILogger logger, string files, int authorities, int revoked);

    [LoggerMessage(1703, LogLevel.Error, "{Files} have changed and cannot be used, so the trust before it stays in force: {Problem}")]
    public static partial void KeepsTrust(ILogger logger, string files, string problem);

    [LoggerMessage(1704, LogLevel.Warning, "The certificate {Subject} ({Use}) expires in {Days} days, at {NotAfter:yyyy-MM-dd HH:mm}Z; make a new one in time: loghog cert, or docs/tls.md")]
    public static partial void ExpiresSoon(ILogger logger, string subject, string use, int days, DateTime notAfter);

    [LoggerMessage(1705, LogLevel.Error, "The certificate {Subject} ({Use}) has expired at {NotAfter:yyyy-MM-dd HH:mm}Z: peers refuse it; make a new one: loghog cert, or docs/tls.md")]
    public static partial void HasExpired(ILogger logger, string subject, string use, DateTime notAfter);

    [LoggerMessage(1706, LogLevel.Warning, "The revocation list of {Authority} was to be renewed by {NextUpdate:yyyy-MM-dd HH:mm}Z; who is on it stays refused")]
    public static partial void StaleList(ILogger logger, string authority, DateTimeOffset nextUpdate);

    [LoggerMessage(1710, LogLevel.Warning, "{Input}: refused the TLS connection of {Peer} ({Identity}): {Reason}: {Advice}{Detail}")]
    public static partial void Refused(ILogger logger, string input, IPAddress peer, string identity, string reason, string advice, string detail);

    [LoggerMessage(1711, LogLevel.Warning, "{Input}: refused TLS connections of {Peer}: {Reason}: {Count} more")]
    public static partial void RefusedAgain(ILogger logger, string input, IPAddress peer, string reason, long count);
}
