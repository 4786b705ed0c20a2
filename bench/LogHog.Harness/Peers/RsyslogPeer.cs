namespace LogHog.Harness.Peers;

/// <summary>How rsyslog is configured.</summary>
internal enum RsyslogConfiguration
{
    /// <summary>As Debian 12 leaves everything that is not said: imtcp or imudp, the main queue, omfile and its own line format.</summary>
    Default,

    /// <summary>As the rsyslog project's own page on high performance says: imptcp, a ruleset with a queue, a buffered asynchronous writer.</summary>
    Best,
}

/// <summary>Debian's rsyslogd with a configuration of its own, in the foreground, all messages into one file.</summary>
/// <param name="Configuration">Which settings.</param>
/// <param name="Template">The line format: RSYSLOG_FileFormat (Debian 12's default) or RSYSLOG_TraditionalFileFormat.</param>
/// <param name="Kind">rfc5424 or rfc5424-counted.</param>
internal sealed record RsyslogPeer(RsyslogConfiguration Configuration, string Template, string Kind = "rfc5424")
    : Peer(Configuration == RsyslogConfiguration.Best ? "rsyslog best" : "rsyslog", Kind)
{
    private const string Rsyslogd = "/usr/sbin/rsyslogd";

    /// <summary>With them it is spoken to over TLS (OpenSSL), with client certificates.</summary>
    public BenchCertificates? Certificates { get; init; }

    public override IReadOnlyList<string> GeneratorArguments => Certificates is null ? [] : ["--tls", Certificates.Client];

    public override ServerStart Prepare(string folder, int port)
    {
        string logs = Path.Combine(folder, "logs");
        string configuration = Path.Combine(folder, "rsyslog.conf");
        string file = Path.Combine(logs, "all.log");
        Directory.CreateDirectory(logs);
        File.WriteAllText(configuration, Certificates is not null ? Tls(Certificates, folder, file, port)
            : Configuration == RsyslogConfiguration.Best ? Best(folder, file, port) : Default(folder, file, port));
        return new ServerStart(Rsyslogd, ["-n", "-i", Path.Combine(folder, "rsyslogd.pid"), "-f", configuration], logs);
    }

    private string Default(string folder, string file, int port) => $"""
        global(workDirectory="{folder}")
        module(load="imtcp")
        module(load="imudp")
        input(type="imtcp" address="127.0.0.1" port="{port}")
        input(type="imudp" address="127.0.0.1" port="{port}")
        *.* action(type="omfile" file="{file}" template="{Template}")

        """;

    private string Tls(BenchCertificates files, string folder, string file, int port) => $"""
        global(workDirectory="{folder}" defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="{files.Authority}"
               defaultNetstreamDriverCertFile="{files.ServerCertificate}" defaultNetstreamDriverKeyFile="{files.ServerKey}")
        module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
        input(type="imtcp" address="127.0.0.1" port="{port}")
        *.* action(type="omfile" file="{file}" template="{Template}")

        """;

    private string Best(string folder, string file, int port) => $$"""
        global(workDirectory="{{folder}}")
        module(load="imptcp" threads="2")
        module(load="imudp" threads="2" timeRequery="8" batchSize="128")
        input(type="imptcp" address="127.0.0.1" port="{{port}}" ruleset="write")
        input(type="imudp" address="127.0.0.1" port="{{port}}" ruleset="write" rcvbufSize="64m")
        ruleset(name="write"
                queue.type="fixedArray" queue.size="250000" queue.dequeueBatchSize="4096"
                queue.workerThreads="4" queue.workerThreadMinimumMessages="60000") {
            action(type="omfile" file="{{file}}" template="{{Template}}"
                   ioBufferSize="256k" flushOnTXEnd="off" asyncWriting="on")
        }

        """;
}
