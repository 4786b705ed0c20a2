using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[http]</c>: TLS.</summary>
internal static class HttpTlsKeys
{
    private const string Section = "http";

    public static readonly ConfigurationKey<HttpTls> Tls = new(
        Section, "tls", Kinds.Choice("off/files/acme", ("off", HttpTls.Off), ("files", HttpTls.Files), ("acme", HttpTls.Acme)), "off")
    {
        Why = "HTTPS instead of HTTP: with the certificate of `pemfile`, or with that of `[acme]`. Off: on loopback there is nobody to listen in.",
        RestartWhenChanged = settings => settings.Http.Tls.ToString(),
    };

    public static readonly ConfigurationKey<string?> PemFile = new(Section, "pemfile", Kinds.FilePath.OrNull(), "")
    {
        Why = "For `tls = files`: private key and certificates in one PEM file, read again when it changes. None: `pemfile` of `[server]`.",
        RestartWhenChanged = settings => settings.Http.PemFile ?? "",
    };

    public static readonly ConfigurationKey<ClientCertificates> ClientCertificates = new(
        Section, "client_certificates", Kinds.Choice(
            "no/allow/require",
            ("no", Configuration.ClientCertificates.No),
            ("allow", Configuration.ClientCertificates.Allow),
            ("require", Configuration.ClientCertificates.Require)), "no")
    {
        Why = "Whether clients show a certificate that `cacert` has signed: never, if they have one, always. It stands beside a token, not instead of one. "
            + "No: browsers have none.",
        RestartWhenChanged = settings => settings.Http.ClientCertificates.ToString(),
    };

    public static readonly ConfigurationKey<string?> CaCert = new(Section, "cacert", Kinds.FilePath.OrNull(), "")
    {
        Why = "The certificates that sign the clients' certificates, read again when the file changes. None: `cacert` of `[server]`.",
        RestartWhenChanged = settings => settings.Http.CaCert ?? "",
    };

    public static readonly ConfigurationKey<string?> RevocationLists = new(Section, "crl", Kinds.FilePath.OrNull(), "")
    {
        Why = "Revocation lists of those who sign the clients' certificates, PEM, read again when the file changes. "
            + "None: `crl` of `[server]`, if `cacert` is that of `[server]`, too.",
        RestartWhenChanged = settings => settings.Http.RevocationLists ?? "",
    };

    public static readonly ConfigurationKey<TimeSpan> Hsts = new(Section, "hsts", Kinds.Duration, "0s")
    {
        Why = "How long browsers are told to use nothing but HTTPS for this name (`Strict-Transport-Security`). 0s: they would do so on every port of the name.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Tls, PemFile, ClientCertificates, CaCert, RevocationLists, Hsts];
}
