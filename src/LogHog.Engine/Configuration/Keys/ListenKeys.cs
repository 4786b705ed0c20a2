using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[server]</c>, <c>[http]</c> and <c>[auth]</c> (spec §3, §7): where it listens and to whom.</summary>
internal static class ListenKeys
{
    private const string Section = "server";

    private static readonly ValueKind<AnonymousAccess> Anonymous = Kinds.Choice(
        "no/local/yes", ("no", AnonymousAccess.No), ("local", AnonymousAccess.Local), ("yes", AnonymousAccess.Yes));

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> ListenIpv4 =
        new(Section, "listen_ipv4", Kinds.Addresses, "127.0.0.1")
        {
            Why = "LogHog's own protocol over TCP and UDP. Only loopback: nobody is reachable from the network by accident.",
            RestartWhenChanged = settings => Text(settings.Server.Plain, AddressFamily.InterNetwork),
        };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> ListenIpv6 =
        new(Section, "listen_ipv6", Kinds.Addresses, "")
        {
            Why = "The same for IPv6. None: many machines have IPv6 switched off, and a start must not fail there.",
            RestartWhenChanged = settings => Text(settings.Server.Plain, AddressFamily.InterNetworkV6),
        };

    public static readonly ConfigurationKey<int> DefaultPort = new(Section, "default_port", Kinds.Integer(0, 65535), "5566")
    {
        Why = "Of plain addresses that say none: the ancestor's port. 0 = the system chooses.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> ListenIpv4Ssl =
        new(Section, "listen_ipv4_ssl", Kinds.Addresses, "")
        {
            Why = "LogHog's protocol over TLS with client certificates. None: it needs `pemfile` and `cacert` first.",
            RestartWhenChanged = settings => Text(settings.Server.Tls, AddressFamily.InterNetwork),
        };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> ListenIpv6Ssl =
        new(Section, "listen_ipv6_ssl", Kinds.Addresses, "")
        {
            Why = "The same for IPv6.",
            RestartWhenChanged = settings => Text(settings.Server.Tls, AddressFamily.InterNetworkV6),
        };

    public static readonly ConfigurationKey<int> DefaultPortSsl = new(Section, "default_port_ssl", Kinds.Integer(0, 65535), "5577")
    {
        Why = "Of TLS addresses that say none: the ancestor's port.",
    };

    public static readonly ConfigurationKey<string?> PemFile = new(Section, "pemfile", Kinds.FilePath.OrNull(), "")
    {
        Why = "The server's private key and certificate (and those between it and the root) in one PEM file; required with a TLS address. "
            + "`loghog cert server` makes it. Followed: a new file is in force within a second, for new connections.",
    };

    public static readonly ConfigurationKey<string?> CaCert = new(Section, "cacert", Kinds.FilePath.OrNull(), "")
    {
        Why = "The certificates of the authorities that sign the clients'; required with a TLS address. Followed as well.",
    };

    public static readonly ConfigurationKey<string?> RevocationLists = new(Section, "crl", Kinds.FilePath.OrNull(), "")
    {
        Why = "Their revocation lists, PEM; `loghog cert revoke` makes one. Followed; connections of who is on it are closed. None: nobody is revoked.",
    };

    public static readonly ConfigurationKey<NamePatterns> Clients = new(Section, "clients", NamePatternsText.Hosts, "")
    {
        Why = "Names in certificates that may connect to the TLS addresses, `*` for any text: `web*.example.com, db01`. None: each that `cacert` has signed.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<ListenAddress>> HttpListen =
        new("http", "listen", Kinds.Addresses, "127.0.0.1:5580")
        {
            Why = "The one HTTP port: health, metrics, intake, status. An address without a port has 5580. "
                + "Empty = no HTTP.",
            RestartWhenChanged = settings => string.Join(", ", settings.Http.Listen),
        };

    public static readonly ValueKind<AcknowledgeWhen> DurabilityChoice = Kinds.Choice(
        "durable/written/received", ("durable", AcknowledgeWhen.Durable), ("written", AcknowledgeWhen.Written), ("received", AcknowledgeWhen.Received));

    public static readonly ConfigurationKey<AcknowledgeWhen> HttpDurability = new("http", "durability", DurabilityChoice, "durable")
    {
        Why = "What an answer 200 to sent events promises: on the disk, with the operating system, or in memory. "
            + "Durable costs one sync for many requests together.",
        RestartWhenChanged = settings => settings.Http.Durability.ToString(),
    };

    public static readonly ConfigurationKey<AnonymousAccess> AnonymousIngest = new("auth", "anonymous_ingest", Anonymous, "local")
    {
        Why = "Who may send over HTTP without a token: nobody, this machine, everybody.",
    };

    public static readonly ConfigurationKey<AnonymousAccess> AnonymousQuery = new("auth", "anonymous_query", Anonymous, "local")
    {
        Why = "Who may read over HTTP without a token. Local: logs hold what is nobody else's business.",
    };

    public static readonly ConfigurationKey<string?> Tokens = new("auth", "tokens", Kinds.FilePath.OrNull(), "")
    {
        Why = "The file of `loghog token`, read again when it changes. None: `tokens` in `workdir`.",
    };

    /// <summary>Spec §7.</summary>
    public const int HttpDefaultPort = 5580;

    public static readonly IReadOnlyList<ConfigurationKey> Server =
        [ListenIpv4, ListenIpv6, DefaultPort, ListenIpv4Ssl, ListenIpv6Ssl, DefaultPortSsl, PemFile, CaCert, RevocationLists, Clients];

    public static readonly IReadOnlyList<ConfigurationKey> Http = [HttpListen, HttpDurability, .. HttpTlsKeys.All];

    public static readonly IReadOnlyList<ConfigurationKey> Auth = [AnonymousIngest, AnonymousQuery, Tokens];

    private static string Text(IReadOnlyList<IPEndPoint> addresses, AddressFamily family) =>
        string.Join(", ", addresses.Where(address => address.AddressFamily == family));
}
