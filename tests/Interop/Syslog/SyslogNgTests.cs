using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Syslog;

/// <summary>syslog-ng forwards what its socket gets, by both of its drivers (<c>syslog()</c>: octet-counted, <c>network()</c>: lines).</summary>
public sealed class SyslogNgTests(SyslogServer server) : IClassFixture<SyslogServer>
{
    private const int Messages = 500;

    private static string Root => Path.Combine(Repository.Root, "artifacts", "syslog-ng");

    [Theory]
    [InlineData("tcp", """syslog("127.0.0.1" port(PORT) transport("tcp"))""")]
    [InlineData("tcp", """network("127.0.0.1" port(PORT) transport("tcp"))""")]
    [InlineData("tcp", """network("127.0.0.1" port(PORT) transport("tcp") flags(syslog-protocol))""")]
    [InlineData("udp", """syslog("127.0.0.1" port(PORT) transport("udp"))""")]
    [InlineData("udp", """network("127.0.0.1" port(PORT) transport("udp"))""")]
    [InlineData("tls", """syslog("localhost" port(PORT) transport("tls") tls(ca-file("CA") cert-file("CERT") key-file("KEY")))""")]
    [InlineData("tls", """network("localhost" port(PORT) transport("tls") tls(ca-file("CA") cert-file("CERT") key-file("KEY")))""")]
    public async Task All_that_it_forwards_arrives_once(string transport, string destination)
    {
        string program = Path.Combine(Root, "usr", "sbin", "syslog-ng");
        Assert.SkipUnless(File.Exists(program), $"{program} is missing; ./test makes it where apt has it");
        using TempFolder folder = new();
        string app = $"ng{Guid.NewGuid():N}"[..20];
        await File.WriteAllTextAsync(folder["syslog-ng.conf"], Configuration(folder, transport, destination), TestContext.Current.CancellationToken);
        using Process syslogNg = Process.Start(Start(program, folder))!;
        try
        {
            while (!File.Exists(folder["in.sock"]) && !syslogNg.HasExited)
                await Task.Delay(10, TestContext.Current.CancellationToken);
            string input = string.Concat(Enumerable.Range(0, Messages).Select(static i => $"message {i} of Ana María\n"));
            ProgramResult sent = await ExternalProgram.RunAsync(
                new ProcessStartInfo("logger", ["--socket", folder["in.sock"], "-p", "mail.err", "-t", app, "--id=77"]), input);
            Assert.True(sent.ExitCode == 0, sent.ToString());

            JsonElement[] lines = await server.EventsOf(app, Messages);

            Assert.Equal(Enumerable.Range(0, Messages), lines.Select(static line => int.Parse(line.Text("@m").Split(' ')[1], CultureInfo.InvariantCulture)).Order());
            Assert.All(lines, static line => Assert.EndsWith("of Ana María", line.Text("@m"), StringComparison.Ordinal));
            Assert.All(lines, static line => Assert.Equal(("Error", "mail", "77", ""),
                (line.Text("@l"), line.Text("syslog.facility"), line.Text("process.pid"), line.Text("syslog.malformed"))));
        }
        finally
        {
            if (!syslogNg.HasExited)
                syslogNg.Kill();
            await syslogNg.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Its own libraries and modules; it would look for them where its package puts them.</summary>
    private static ProcessStartInfo Start(string program, TempFolder folder)
    {
        string own = Path.Combine(Root, "usr", "lib", "syslog-ng");
        string modules = Directory.GetFiles(own, "libafsocket.so", SearchOption.AllDirectories).Select(static file => Path.GetDirectoryName(file)!).Single();
        IEnumerable<string> libraries = Directory.GetFiles(Root, "lib*.so.*", SearchOption.AllDirectories).Select(static file => Path.GetDirectoryName(file)!);
        ProcessStartInfo start = new(program,
            ["-F", "-e", "--no-caps", "-f", folder["syslog-ng.conf"], "--module-path", modules, "-R", folder["persist"], "-p", folder["pid"], "-c", folder["control"]])
        {
            UseShellExecute = false,
        };
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', libraries.Append(own).Distinct());
        return start;
    }

    private string Configuration(TempFolder folder, string transport, string destination) => $$"""
        @version: 3.38
        options { keep-hostname(yes); use-dns(no); dns-cache(no); stats-freq(0); time-reopen(1); };
        source s_src { unix-dgram("{{folder["in.sock"]}}"); };
        destination d_loghog { {{Destination(transport, destination)}}; };
        log { source(s_src); destination(d_loghog); };

        """;

    private string Destination(string transport, string driver) => driver
        .Replace("PORT", $"{server.Port(transport)}", StringComparison.Ordinal)
        .Replace("CA", server.Authority, StringComparison.Ordinal)
        .Replace("CERT", server.ClientCertificate, StringComparison.Ordinal)
        .Replace("KEY", server.ClientKey, StringComparison.Ordinal);
}
