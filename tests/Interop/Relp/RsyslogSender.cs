using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Relp;

/// <summary>A real rsyslogd that reads a file and sends each line on by RELP until it is acknowledged.</summary>
internal sealed class RsyslogSender : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Process _process;

    /// <param name="port">Of the server.</param>
    /// <param name="lines">What is to be sent, as the programme <c>shop</c>.</param>
    /// <param name="tls">Files of the client and its authority; null = plain.</param>
    public RsyslogSender(int port, IEnumerable<string> lines, (string Authority, string Client)? tls = null)
    {
        File.WriteAllLines(_folder["lines"], lines);
        string secured = tls is not { } files ? "" :
            $"tls=\"on\" tls.caCert=\"{files.Authority}\" tls.myCert=\"{files.Client}\" tls.myPrivKey=\"{files.Client}\" tls.authMode=\"certvalid\"";
        File.WriteAllText(_folder["rsyslog.conf"], $$"""
            global(workDirectory="{{_folder.Path}}")
            module(load="imfile")
            module(load="omrelp" {{(tls is null ? "" : "tls.tlslib=\"openssl\"")}})
            input(type="imfile" file="{{_folder["lines"]}}" tag="shop:" ruleset="send")
            ruleset(name="send") {
                action(type="omrelp" target="127.0.0.1" port="{{port}}" template="RSYSLOG_SyslogProtocol23Format" {{secured}}
                       action.resumeRetryCount="-1" action.resumeInterval="1")
            }

            """);
        ProcessStartInfo start = new("/usr/sbin/rsyslogd", ["-n", "-i", _folder["pid"], "-f", _folder["rsyslog.conf"]])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Said += line.Data + "\n";
        _process.BeginErrorReadLine();
        _process.OutputDataReceived += (_, line) => Said += line.Data + "\n";
        _process.BeginOutputReadLine();
    }

    public string Said { get; private set; } = "";

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
