namespace LogHog.Harness.Peers;

/// <summary>loghogd as built here, on its defaults: one facility for every application, each message written as soon as it comes.</summary>
internal sealed record LogHogPeer : Peer
{
    private const string BenchSecret = "a-secret-for-the-bench-only";

    private readonly string _loghogd;

    public LogHogPeer(string loghogd, string kind = "v1")
        : base(kind is "v1" or "rfc5424" or "rfc5424-counted" ? "loghogd" : $"loghogd {kind}", kind) => _loghogd = loghogd;

    /// <summary>Without the index that is made behind the writer.</summary>
    public bool WithoutIndex { get; init; }

    /// <summary>The text of facilities.conf.</summary>
    public string Facilities { get; init; } = """
        [*]
        rotate = yearly
        backup_count = 1

        """;

    /// <summary>Further lines of loghogd.conf.</summary>
    public string MoreSettings { get; init; } = "";

    /// <summary>With them it is spoken to over TLS, with client certificates.</summary>
    public BenchCertificates? Certificates { get; init; }

    /// <summary>The HTTP port; 0 = none.</summary>
    public int HttpPort { get; init; }

    public override IReadOnlyList<string> GeneratorArguments => 
        Certificates is not null ? ["--tls", Certificates.Client] : IsSigned ? ["--secret", BenchSecret] : [];

    private bool IsSyslog => FrameKind is "rfc5424" or "rfc5424-counted";

    private bool IsSigned => FrameKind is "v1-signed" or "v2";

    public override ServerStart Prepare(string folder, int port)
    {
        string logs = Path.Combine(folder, "logs");
        string configuration = Path.Combine(folder, "loghogd.conf");
        string facilities = Path.Combine(folder, "facilities.conf");
        string index = WithoutIndex ? "index = no\n" : string.Empty;
        File.WriteAllText(facilities, Facilities + index + (IsSigned ? $"secret = {BenchSecret}\n" : string.Empty));
        File.SetUnixFileMode(facilities, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(configuration, $"""
            [main]
            workdir = {folder}/work
            logdir = {logs}
            rundir = {folder}/run
            facilities_config = {facilities}
            [server]
            {(IsSyslog ? Certificate(Certificates) : Certificates is null ? $"listen_ipv4 = 127.0.0.1:{port}" : Tls(Certificates, port))}
            [http]
            listen = {(HttpPort == 0 ? string.Empty : $"127.0.0.1:{HttpPort}")}
            {(IsSyslog ? Syslog(port) : string.Empty)}
            {MoreSettings}

            """);
        return new ServerStart(_loghogd, ["--config", configuration], logs);
    }

    private static string Tls(BenchCertificates files, int port) => $"{Certificate(files)}\nlisten_ipv4_ssl = 127.0.0.1:{port}";

    private static string Certificate(BenchCertificates? files) =>
        files is null ? "listen_ipv4 =" : $"listen_ipv4 =\npemfile = {files.Server}\ncacert = {files.Authority}";

    private string Syslog(int port) =>
        $"[input:syslog]\n{(Certificates is null ? $"tcp = 127.0.0.1:{port}\nudp = 127.0.0.1:{port}" : $"tls = 127.0.0.1:{port}")}";
}
