using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Syslog;

/// <summary>rsyslog forwards what its socket gets (<c>omfwd</c>), in each of its formats and framings.</summary>
public sealed class RsyslogTests(SyslogServer server) : IClassFixture<SyslogServer>
{
    private const int Messages = 500;

    [Theory]
    [InlineData("udp", "RSYSLOG_ForwardFormat", "")]
    [InlineData("udp", "RSYSLOG_TraditionalForwardFormat", "")]
    [InlineData("tcp", "RSYSLOG_SyslogProtocol23Format", "")]
    [InlineData("tcp", "RSYSLOG_ForwardFormat", "TCP_Framing=\"octet-counted\"")]
    [InlineData("tcp", "RSYSLOG_TraditionalForwardFormat", "")]
    [InlineData("tcp", "RSYSLOG_SyslogProtocol23Format", "TCP_Framing=\"octet-counted\"")]
    [InlineData("tls", "RSYSLOG_SyslogProtocol23Format", "TCP_Framing=\"octet-counted\"")]
    [InlineData("tls", "RSYSLOG_ForwardFormat", "")]
    public async Task All_that_it_forwards_arrives_once(string transport, string template, string framing)
    {
        using TempFolder folder = new();
        await ForwardAsync(folder, Configuration(folder, transport, template, framing));
    }

    /// <summary>Each message by itself, where it is long enough to become shorter.</summary>
    [Theory]
    [InlineData("udp", "")]
    [InlineData("tcp", "")]
    [InlineData("tcp", "TCP_Framing=\"octet-counted\"")]
    public async Task What_it_has_compressed_arrives(string transport, string framing)
    {
        using TempFolder folder = new();
        string configuration = Configuration(folder, transport, "RSYSLOG_SyslogProtocol23Format", $"compression.mode=\"single\" ZipLevel=\"9\" {framing}");
        await ForwardAsync(folder, configuration, new string('x', 300) + " ");
    }

    /// <summary>docs/inputs.md; only addresses and files are others.</summary>
    [Theory]
    [InlineData("TCP_Framing=\"octet-counted\" template=\"RSYSLOG_SyslogProtocol23Format\"\n           queue", "tcp")]
    [InlineData("global(", "tls")]
    public async Task The_lines_of_the_manual_work(string text, string transport)
    {
        string manual = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "inputs.md"), TestContext.Current.CancellationToken);
        string block = Assert.Single(manual.Split("```"), block => block.StartsWith('\n') && block.Contains(text, StringComparison.Ordinal));
        string lines = block.Replace("target=\"loghog.example.org\"", "target=\"127.0.0.1\"", StringComparison.Ordinal)
            .Replace("=\"loghog.example.org\"", "=\"localhost\"", StringComparison.Ordinal)
            .Replace(transport == "tls" ? "\"6514\"" : "\"514\"", $"\"{server.Port(transport)}\"", StringComparison.Ordinal)
            .Replace("/etc/loghog/ca.cert", server.Authority, StringComparison.Ordinal)
            .Replace("/etc/loghog/client.cert", server.ClientCertificate, StringComparison.Ordinal)
            .Replace("/etc/loghog/client.key", server.ClientKey, StringComparison.Ordinal);
        using TempFolder folder = new();
        await ForwardAsync(folder, $"global(workDirectory=\"{folder.Path}\")\n{Input(folder)}\n{lines}");
    }

    /// <summary>Sends through it, and looks at what arrives.</summary>
    private async Task ForwardAsync(TempFolder folder, string configuration, string filling = "")
    {
        string app = $"fwd{Guid.NewGuid():N}"[..20];
        await File.WriteAllTextAsync(folder["rsyslog.conf"], configuration, TestContext.Current.CancellationToken);
        using Process rsyslog = Process.Start(
            new ProcessStartInfo("/usr/sbin/rsyslogd", ["-n", "-f", folder["rsyslog.conf"], "-i", folder["pid"]]) { UseShellExecute = false })!;
        try
        {
            while (!File.Exists(folder["in.sock"]) && !rsyslog.HasExited)
                await Task.Delay(10, TestContext.Current.CancellationToken);
            string input = string.Concat(Enumerable.Range(0, Messages).Select(i => $"message {i} {filling}of Ana María\n"));
            ProgramResult sent = await ExternalProgram.RunAsync(
                new ProcessStartInfo("logger", ["--socket", folder["in.sock"], "-p", "mail.err", "-t", app, "--id=77"]), input);
            Assert.True(sent.ExitCode == 0, sent.ToString());

            JsonElement[] lines = await server.EventsOf(app, Messages);

            // Its RFC 5424 template has a space of its own before the message.
            Assert.Equal(Enumerable.Range(0, Messages), lines.Select(static line => int.Parse(line.Text("@m").TrimStart().Split(' ')[1], CultureInfo.InvariantCulture)).Order());
            Assert.All(lines, static line => Assert.EndsWith("of Ana María", line.Text("@m"), StringComparison.Ordinal));
            Assert.All(lines, static line => Assert.Equal(("Error", "mail", "77", ""),
                (line.Text("@l"), line.Text("syslog.facility"), line.Text("process.pid"), line.Text("syslog.malformed"))));
        }
        finally
        {
            if (!rsyslog.HasExited)
                rsyslog.Kill();
            await rsyslog.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static string Input(TempFolder folder) =>
        $"module(load=\"imuxsock\" SysSock.Use=\"off\")\ninput(type=\"imuxsock\" Socket=\"{folder["in.sock"]}\" RateLimit.Interval=\"0\" UseSysTimeStamp=\"off\")";

    private string Configuration(TempFolder folder, string transport, string template, string framing) => $"""
        global(workDirectory="{folder.Path}"
               defaultNetstreamDriverCAFile="{server.Authority}"
               defaultNetstreamDriverCertFile="{server.ClientCertificate}"
               defaultNetstreamDriverKeyFile="{server.ClientKey}")
        {Input(folder)}
        action(type="omfwd" target="127.0.0.1" port="{server.Port(transport)}" protocol="{(transport == "udp" ? "udp" : "tcp")}" template="{template}" {framing}
               {(transport == "tls" ? "StreamDriver=\"ossl\" StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/certvalid\"" : "")})

        """;
}
