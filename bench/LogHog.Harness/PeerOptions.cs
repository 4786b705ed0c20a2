using System.CommandLine;
using LogHog.Harness.Peers;

namespace LogHog.Harness;

/// <summary>The options that say how the peer is set up; the same for every command that has one.</summary>
internal sealed class PeerOptions
{
    private readonly Option<string> _configuration = new("--peer-config")
    {
        Description = "rsyslog as Debian sets it up, or as its own page on high performance says",
    };

    private readonly Option<string> _template = new("--peer-template")
    {
        Description = "rsyslog's line format: file (full timestamps, Debian 12's default) or traditional",
        DefaultValueFactory = _ => "file",
    };

    private readonly Option<string> _peer = new("--peer")
    {
        Description = "Who stands beside loghogd: rsyslog, or syslog-ng, which is unpacked into artifacts/syslog-ng",
        DefaultValueFactory = _ => "rsyslog",
    };

    /// <param name="configuration">The default: <c>default</c> or <c>best</c>.</param>
    public PeerOptions(string configuration)
    {
        _configuration.DefaultValueFactory = _ => configuration;
        _configuration.AcceptOnlyFromAmong("default", "best");
        _template.AcceptOnlyFromAmong("file", "traditional");
        _peer.AcceptOnlyFromAmong("rsyslog", "syslog-ng");
    }

    /// <param name="command">Gets them.</param>
    /// <param name="mayChoose">Whether the peer may be another than rsyslog.</param>
    public void AddTo(Command command, bool mayChoose = false)
    {
        if (mayChoose)
            command.Add(_peer);
        command.Add(_configuration);
        command.Add(_template);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="workplace">Where syslog-ng is unpacked.</param>
    /// <param name="kind">What the other side is sent, so that both get the same bytes; LogHog's own kinds are for nobody else.</param>
    public Peer Of(ParseResult parsed, Workplace workplace, string kind = "rfc5424") => parsed.GetValue(_peer) == "syslog-ng"
        ? new SyslogNgPeer(workplace.InTree("artifacts/syslog-ng"), Sent(kind))
        : Rsyslog(parsed, kind);

    public RsyslogPeer Rsyslog(ParseResult parsed, string kind = "rfc5424") => new(
        parsed.GetValue(_configuration) == "best" ? RsyslogConfiguration.Best : RsyslogConfiguration.Default,
        parsed.GetValue(_template) == "traditional" ? "RSYSLOG_TraditionalFileFormat" : "RSYSLOG_FileFormat",
        Sent(kind));

    private static string Sent(string kind) => kind.StartsWith("rfc", StringComparison.Ordinal) ? kind : "rfc5424";
}
