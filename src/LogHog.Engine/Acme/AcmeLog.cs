using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Acme;

/// <summary>What certificates that renew themselves tell the daemon's own log. Event ids 1800 to 1849.</summary>
internal static partial class AcmeLog
{
    [LoggerMessage(1800, LogLevel.Information, "A certificate for {Names} has come; it is valid until {NotAfter:yyyy-MM-dd HH:mm}Z")]
    public static partial void Issued(ILogger logger, string names, DateTime notAfter);

    [LoggerMessage(1801, LogLevel.Warning, "No certificate for {Names}: {Problem} Next try at {NextTry:yyyy-MM-dd HH:mm:ss}Z")]
    public static partial void Failed(ILogger logger, string names, string problem, DateTime nextTry);

    [LoggerMessage(1802, LogLevel.Error, "The certificate for {Names} ends at {NotAfter:yyyy-MM-dd HH:mm}Z and has not been renewed in {Failures} tries: {Problem}")]
    public static partial void EndsSoon(ILogger logger, string names, DateTime notAfter, int failures, string problem);

    [LoggerMessage(1803, LogLevel.Information, "The certificate for {Names} is renewed at {At:yyyy-MM-dd HH:mm}Z ({Why})")]
    public static partial void Planned(ILogger logger, string names, DateTime at, string why);

    [LoggerMessage(1804, LogLevel.Warning, "No chain that {Issuer} has issued is offered; the one that comes first is taken")]
    public static partial void NoPreferredChain(ILogger logger, string issuer);

    [LoggerMessage(1805, LogLevel.Warning, "A challenge is over, but its answer could not be taken away: {Problem}")]
    public static partial void NotCleanedUp(ILogger logger, string problem);

    [LoggerMessage(1806, LogLevel.Information, "An order that was begun before goes on: {Url}")]
    public static partial void Resumes(ILogger logger, Uri url);

    [LoggerMessage(1807, LogLevel.Information, "The account {Url} is used")]
    public static partial void Account(ILogger logger, string url);

    [LoggerMessage(1808, LogLevel.Debug, "The certificate authority gives no hint when to renew: {Problem}")]
    public static partial void NoHint(ILogger logger, string problem);

    [LoggerMessage(1809, LogLevel.Error, "The certificate {Path} cannot be used and is ordered anew: {Problem}")]
    public static partial void Unusable(ILogger logger, string path, string problem);
}
