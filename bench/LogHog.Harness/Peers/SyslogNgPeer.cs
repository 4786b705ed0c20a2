namespace LogHog.Harness.Peers;

/// <summary>
/// Debian's syslog-ng, unpacked and not installed (its package and rsyslog's exclude each other), with a configuration of its own: several
/// threads, wide windows, a buffered writer, as its administration guide says for high rates.
/// </summary>
/// <param name="Root">Where it is unpacked.</param>
/// <param name="Kind">rfc5424 or rfc5424-counted.</param>
internal sealed record SyslogNgPeer(string Root, string Kind = "rfc5424") : Peer("syslog-ng", Kind)
{
    public override ServerStart Prepare(string folder, int port)
    {
        string program = Path.Combine(Root, "usr", "sbin", "syslog-ng");
        if (!File.Exists(program))
            throw new InvalidOperationException($"{program} is missing; bench/run unpacks it where apt has it.");
        string logs = Path.Combine(folder, "logs");
        Directory.CreateDirectory(logs);
        string configuration = Path.Combine(folder, "syslog-ng.conf");
        File.WriteAllText(configuration, Configuration(Path.Combine(logs, "all.log"), port));
        string own = Path.Combine(Root, "usr", "lib", "syslog-ng");
        IEnumerable<string> files = Directory.GetFiles(Root, "lib*.so.*", SearchOption.AllDirectories);
        string[] libraries = [.. files.Select(static file => Path.GetDirectoryName(file)!).Append(own).Distinct(StringComparer.Ordinal)];
        string modules = Path.GetDirectoryName(Directory.GetFiles(own, "libafsocket.so", SearchOption.AllDirectories).Single())!;
        return new ServerStart("/usr/bin/env",
        [
            $"LD_LIBRARY_PATH={string.Join(':', libraries)}", program, "-F", "--no-caps", "-f", configuration, "--module-path", modules,
            "-R", Path.Combine(folder, "persist"), "-p", Path.Combine(folder, "pid"), "-c", Path.Combine(folder, "control"),
        ], logs);
    }

    private string Configuration(string file, int port) => $$"""
        @version: 3.38
        options { threaded(yes); keep-hostname(yes); use-dns(no); dns-cache(no); stats-freq(0); flush-lines(1000); log-fifo-size(2000000); };
        source s_tcp { {{(FrameKind == "rfc5424-counted" ? "syslog" : "network")}}(ip("127.0.0.1") port({{port}}) transport("tcp") max-connections(100)
                       {{(FrameKind == "rfc5424-counted" ? "" : "flags(syslog-protocol)")}} log-iw-size(1000000) log-fetch-limit(1000)); };
        source s_udp { network(ip("127.0.0.1") port({{port}}) transport("udp") flags(syslog-protocol) so-rcvbuf(67108864)
                       log-iw-size(1000000) log-fetch-limit(1000)); };
        destination d_file { file("{{file}}" template("$ISODATE $HOST $MSGHDR$MSG\n")); };
        log { source(s_tcp); source(s_udp); destination(d_file); flags(flow-control); };

        """;
}
