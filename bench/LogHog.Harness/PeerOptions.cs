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

    /// <param name="configuration">The default: <c>default</c> or <c>best</c>.</param>
    public PeerOptions(string configuration)
    {
        _configuration.DefaultValueFactory = _ => configuration;
        _configuration.AcceptOnlyFromAmong("default", "best");
        _template.AcceptOnlyFromAmong("file", "traditional");
    }

    public void AddTo(Command command)
    {
        command.Add(_configuration);
        command.Add(_template);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="kind">What the other side is sent, so that both get the same bytes; LogHog's own kinds are not for rsyslog.</param>
    public RsyslogPeer Rsyslog(ParseResult parsed, string kind = "rfc5424") => new(
        parsed.GetValue(_configuration) == "best" ? RsyslogConfiguration.Best : RsyslogConfiguration.Default,
        parsed.GetValue(_template) == "traditional" ? "RSYSLOG_TraditionalFileFormat" : "RSYSLOG_FileFormat",
        kind.StartsWith("rfc", StringComparison.Ordinal) ? kind : "rfc5424");
}
