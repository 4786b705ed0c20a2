using System.Net;

namespace LogHog.Engine.Acme.Challenges;

/// <summary>The responder that the settings ask for.</summary>
internal static class Responders
{
    /// <exception cref="AcmeException">An address cannot be had.</exception>
    public static IChallengeResponder Open(AcmeSettings settings, TimeProvider time) => settings.Challenge switch
    {
        ChallengeKind.Dns01 => new HookResponder(settings.Hook, settings.HookTimeout),
        ChallengeKind.TlsAlpn01 => new TlsAlpnResponder(settings.Listen, time),
        _ when settings.Webroot is { } webroot && !OperatingSystem.IsWindows() => new WebrootResponder(webroot),
        _ => new HttpResponder(settings.Listen),
    };

    /// <summary>Where one listens; empty for those that need no port.</summary>
    public static IReadOnlyList<IPEndPoint> Addresses(IChallengeResponder responder) => responder switch
    {
        HttpResponder http => http.Addresses,
        TlsAlpnResponder tls => tls.Addresses,
        _ => [],
    };
}
