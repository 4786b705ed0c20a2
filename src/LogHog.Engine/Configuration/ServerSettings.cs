using System.Net;
using LogHog.Engine.Inputs.Journald;
using LogHog.Engine.Inputs.Tail;

namespace LogHog.Engine.Configuration;

/// <summary>loghogd.conf, checked and complete: every path absolute, every default filled in. Never changes.</summary>
public sealed record ServerSettings
{
    public required MainSettings Main { get; init; }

    public required OwnLogSettings Log { get; init; }

    public required CompressorSettings Compressor { get; init; }

    public required ListenSettings Server { get; init; }

    public required HttpSettings Http { get; init; }

    public required LimitSettings Limits { get; init; }

    public required RetentionSettings Retention { get; init; }

    public AuthSettings Auth { get; init; } = new();

    /// <summary>Null = the defaults were never read: no certificate is wanted.</summary>
    public Acme.AcmeSettings? Acme { get; init; }

    /// <summary>Null = the defaults were never read: there is no bot.</summary>
    public Bot.BotSettings? Bot { get; init; }

    /// <summary>Log files of others that searches read, too.</summary>
    public IReadOnlyList<FilesSettings> Files { get; init; } = [];

    /// <summary>Log files of others that are followed.</summary>
    public IReadOnlyList<TailSettings> Tails { get; init; } = [];

    /// <summary>Null = systemd's journal is not followed.</summary>
    public JournaldSettings? Journald { get; init; }

    /// <summary>What bearers of certificates may send.</summary>
    public IReadOnlyList<ClientSettings> Clients { get; init; } = [];

    /// <summary>Intakes beside LogHog's own protocol and HTTP.</summary>
    public IReadOnlyList<InputSettings> Inputs { get; init; } = [];

    /// <summary>Programs that take pushed configurations.</summary>
    public IReadOnlyList<PushTarget> Targets { get; init; } = [];

    /// <summary>Ways to tell people.</summary>
    public IReadOnlyList<Channels.ChannelSettings> Channels { get; init; } = [];

    public ConfigListenerSettings ConfigListener { get; init; } = new();

    /// <summary>Rules that tell people, those of the files first.</summary>
    public IReadOnlyList<AlertSettings> Alerts { get; init; } = [];

    /// <summary>
    /// What an answer 200 to an intake request promises: <see cref="HttpSettings.Durability"/>, but no more than
    /// <see cref="AcknowledgeWhen.Written"/> with <c>compress_on_write</c>: the journal knows places in plain files only.
    /// </summary>
    public AcknowledgeWhen AcknowledgeWhen => Possible(Http.Durability);

    /// <summary>The same for an input's acknowledgements.</summary>
    public AcknowledgeWhen AcknowledgeWhenOf(InputSettings input) => Possible(input.Durability);

    /// <summary>When what is followed counts as stored: as safe as can be, since nobody waits for the answer.</summary>
    public AcknowledgeWhen AcknowledgeWhenFollowed => Possible(AcknowledgeWhen.Durable);

    /// <summary>Keys and history of <c>loghog config</c>, and what was pushed to this server; it need not exist.</summary>
    public string PushFolder => Path.Combine(Main.WorkDir, "config-push");

    /// <summary>The queues and delivery logs of channels, a folder each; it need not exist.</summary>
    public string ChannelsFolder => Path.Combine(Main.WorkDir, "channels");

    /// <summary>What the rules remember, and rules that were made through the API; it need not exist.</summary>
    public string AlertsFolder => Path.Combine(Main.WorkDir, "alerts");

    /// <summary>The file of tokens; it need not exist.</summary>
    public string TokensFile => Auth.Tokens ?? Path.Combine(Main.WorkDir, "tokens");

    private AcknowledgeWhen Possible(AcknowledgeWhen wanted) =>
        Compressor.CompressOnWrite && wanted == AcknowledgeWhen.Durable ? AcknowledgeWhen.Written : wanted;
}

/// <summary><c>[main]</c></summary>
public sealed record MainSettings
{
    public bool Daemon { get; init; }

    public required string WorkDir { get; init; }

    public required string LogDir { get; init; }

    public required string RunDir { get; init; }

    /// <summary>Path of facilities.conf; null = no file, only what <see cref="FacilitySettings"/> the defaults give.</summary>
    public string? FacilitiesConfig { get; init; }

    public string? PidFile { get; init; }

    /// <summary>The user to become after the ports are bound; null = stay.</summary>
    public string? User { get; init; }
}

/// <summary><c>[log]</c>: the daemon's own log.</summary>
public sealed record OwnLogSettings
{
    /// <summary>Null = standard error only.</summary>
    public string? FileName { get; init; }

    public int BackupCount { get; init; } = 14;

    public required Storage.CronSchedule When { get; init; }

    public Microsoft.Extensions.Logging.LogLevel Level { get; init; } = Microsoft.Extensions.Logging.LogLevel.Information;
}

/// <summary>The formats of archives.</summary>
public enum CompressionFormat
{
    Xz,
    Gzip,
    Bzip2,
    Zstd,
}

/// <summary><c>[compressor]</c></summary>
public sealed record CompressorSettings
{
    public CompressionFormat Format { get; init; } = CompressionFormat.Xz;

    /// <summary>0 to 9, in each format's own scale.</summary>
    public int Level { get; init; } = 6;

    /// <summary>Write gzip as it goes instead of compressing after rotation.</summary>
    public bool CompressOnWrite { get; init; }
}

/// <summary><c>[server]</c>: where LogHog's own protocol is spoken. Each address is bound for TCP and UDP.</summary>
public sealed record ListenSettings
{
    public required IReadOnlyList<IPEndPoint> Plain { get; init; }

    public IReadOnlyList<IPEndPoint> Tls { get; init; } = [];

    public string? PemFile { get; init; }

    public string? CaCert { get; init; }

    /// <summary>PEM of the authorities' revocation lists; null = nobody is revoked.</summary>
    public string? RevocationLists { get; init; }

    /// <summary>Names in certificates that may connect over TLS; empty = any that <see cref="CaCert"/> has signed.</summary>
    public NamePatterns Clients { get; init; } = NamePatterns.None;
}

/// <summary><c>[http]</c>: the one HTTP port.</summary>
public sealed record HttpSettings
{
    /// <summary>Empty = no HTTP port.</summary>
    public required IReadOnlyList<IPEndPoint> Listen { get; init; }

    /// <summary>What an answer 200 to an intake request promises.</summary>
    public AcknowledgeWhen Durability { get; init; } = AcknowledgeWhen.Durable;

    public HttpTls Tls { get; init; }

    /// <summary>Key and certificates, PEM; null = those of <c>[server]</c>. For <see cref="HttpTls.Files"/>.</summary>
    public string? PemFile { get; init; }

    public ClientCertificates ClientCertificates { get; init; }

    /// <summary>Who signs the clients' certificates, PEM; null = as in <c>[server]</c>.</summary>
    public string? CaCert { get; init; }

    /// <summary>Their revocation lists, PEM; null = as in <c>[server]</c>, where <see cref="CaCert"/> is null, too.</summary>
    public string? RevocationLists { get; init; }

    /// <summary>How long browsers are told to use HTTPS only for this name, on every port; zero = they are not told.</summary>
    public TimeSpan Hsts { get; init; }
}

/// <summary>Where the HTTP port has its certificate from.</summary>
public enum HttpTls
{
    /// <summary>Nowhere: plain HTTP.</summary>
    Off,

    /// <summary>A file.</summary>
    Files,

    /// <summary><c>[acme]</c>.</summary>
    Acme,
}

/// <summary>Whether clients show a certificate of their own.</summary>
public enum ClientCertificates
{
    No,

    /// <summary>If they have one; it must be good.</summary>
    Allow,

    Require,
}

/// <summary>What an acknowledgement promises (DESIGN §2, law 3).</summary>
public enum AcknowledgeWhen
{
    /// <summary>On the disk: it survives a power cut.</summary>
    Durable,

    /// <summary>Handed to the operating system: it survives the end of the server, however it comes.</summary>
    Written,

    /// <summary>In the server's memory.</summary>
    Received,
}

/// <summary><c>[limits]</c>: what a peer may cost. Every default says where it comes from in docs/configuration.md.</summary>
public sealed record LimitSettings
{
    public int FrameBytesMax { get; init; } = 1 << 20;

    public int InflatedBytesMax { get; init; } = 8 << 20;

    public int InflateRatioMax { get; init; } = 256;

    /// <summary>From the first byte of a frame to its last.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public int ConnectionsMax { get; init; } = 20_000;

    /// <summary>From a connection to a TLS address to the end of its handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>TLS handshakes under way at once.</summary>
    public int HandshakesMax { get; init; } = 256;

    /// <summary>Version 2 signatures: how far the sender's clock may be off.</summary>
    public TimeSpan SignatureWindow { get; init; } = TimeSpan.FromSeconds(300);

    public int OpenFilesMax { get; init; } = 1_000;

    /// <summary>Log files that may exist for applications of <c>[*]</c> and for hosts, together.</summary>
    public int FilesMax { get; init; } = 100_000;

    /// <summary>Bytes that wait for the disk before intake is held back.</summary>
    public long PendingBytesMax { get; init; } = 16 << 20;

    /// <summary>The wait of a message for others, when <c>flush_every</c> asks for it.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    public long QuarantineBytesMax { get; init; } = 64 << 20;

    /// <summary>Free bytes on the disk of the logs below which nothing more is acknowledged.</summary>
    public long ReserveBytes { get; init; } = 64 << 20;

    public int UdpReceiveBufferBytes { get; init; } = 64 << 20;

    /// <summary>One HTTP request with events, as it comes.</summary>
    public int BodyBytesMax { get; init; } = 16 << 20;

    /// <summary>The same after inflating.</summary>
    public int BodyInflatedBytesMax { get; init; } = 16 << 20;

    /// <summary>From a request's headers to the last byte of its body.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For the bodies of all requests together.</summary>
    public long BodyMemoryBytesMax { get; init; } = 64 << 20;

    /// <summary>Queries that run at once; null = two for each core.</summary>
    public int? QueriesMax { get; init; }

    /// <summary>How long a query waits for its turn.</summary>
    public TimeSpan QueryWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a query works.</summary>
    public TimeSpan QueryDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What one query may hold in memory.</summary>
    public long QueryMemoryBytesMax { get; init; } = 256 << 20;

    /// <summary>Processor time in a second that one alert rule may take.</summary>
    public TimeSpan AlertCpu { get; init; } = TimeSpan.FromMilliseconds(250);
}

/// <summary><c>[retention]</c>: for the whole store, beside each facility's own rules.</summary>
public sealed record RetentionSettings
{
    public long? MaxTotalSizeBytes { get; init; }

    public long? MinFreeBytes { get; init; }
}

/// <summary>Whom a listener serves without a token.</summary>
public enum AnonymousAccess
{
    No,

    /// <summary>Peers on loopback only.</summary>
    Local,
    Yes,
}

/// <summary><c>[auth]</c>: what may be done over HTTP without a token.</summary>
public sealed record AuthSettings
{
    public AnonymousAccess AnonymousIngest { get; init; } = AnonymousAccess.Local;

    public AnonymousAccess AnonymousQuery { get; init; } = AnonymousAccess.Local;

    /// <summary>The file of tokens; null = the usual one, see <see cref="ServerSettings.TokensFile"/>.</summary>
    public string? Tokens { get; init; }
}
