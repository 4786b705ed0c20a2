using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Syslog;

/// <summary>Python's SysLogHandler, unchanged, of each Python that is here.</summary>
public sealed class SysLogHandlerTests(SyslogServer server) : IClassFixture<SyslogServer>
{
    public static TheoryData<string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string>();
            foreach (string version in Pythons.Versions)
            {
                foreach (string way in new[] { "udp", "tcp", "unix", "unix_dgram" })
                    ways.Add(version, way);
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_message_arrives(string version, string way)
    {
        string? python = Pythons.Find(version);
        Assert.SkipWhen(python is null, $"Python {version} is not installed");
        string app = $"shop{version}-{way}";
        string[] arguments = way switch
        {
            "unix" => ["unix", server.Stream, app],
            "unix_dgram" => ["unix", server.Datagram, app],
            _ => [way, "127.0.0.1", $"{server.Port(way)}", app],
        };

        ProgramResult sent = await ExternalProgram.RunAsync(Pythons.Start(python!, "syslog_handlers.py", arguments), input: "");

        Assert.True(sent.ExitCode == 0 && sent.Errors.Length == 0, sent.ToString());
        JsonElement[] lines = await server.EventsOf(app, 5);
        // Over TCP each message ends with a NUL or its line feed, so the two lines of one are two.
        Assert.Equal(["starting", "Order 42 of Ana María", "slow: 1.5 s", "failed {order=42}"], lines[..4].Select(static line => line.Text("@m")));
        Assert.StartsWith("two", lines[4].Text("@m"), StringComparison.Ordinal);
        Assert.Equal(["Debug", "Information", "Warning", "Error", "ERROR2"], lines.Select(static line => line.Text("@l")));
        Assert.All(lines, static line => Assert.Equal("local3", line.Text("syslog.facility")));
        Assert.All(lines, static line => Assert.NotEqual("", line.Text("process.pid")));
    }
}
