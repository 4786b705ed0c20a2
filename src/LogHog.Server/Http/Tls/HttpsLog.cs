namespace LogHog.Server.Http.Tls;

/// <summary>What TLS on the HTTP port says. Ids 1100 to 1119.</summary>
internal static partial class HttpsLog
{
    [LoggerMessage(1100, LogLevel.Warning, "The HTTPS port has no certificate yet ({Path}): until [acme] has got one nobody can connect to it")]
    public static partial void NoCertificateYet(ILogger log, string path);

    [LoggerMessage(1101, LogLevel.Error, "The certificate of the HTTPS port cannot be used: {Problem}")]
    public static partial void Unusable(ILogger log, string problem);

    [LoggerMessage(1102, LogLevel.Warning, "A client of the HTTPS port is refused: {Reason} {Identity} {Detail} (further ones for this reason are counted only)")]
    public static partial void ClientRefused(ILogger log, string reason, string identity, string detail);
}
