using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Syslog;

/// <summary>util-linux's <c>logger</c> in all its ways.</summary>
public sealed class LoggerTests(SyslogServer server) : IClassFixture<SyslogServer>
{
    public static TheoryData<string, string> Ways => new()
    {
        { "udp", "--udp --rfc5424" }, { "udp", "--udp --rfc3164" }, { "udp", "--udp" },
        { "tcp", "--tcp --rfc5424" }, { "tcp", "--tcp --rfc3164" }, { "tcp", "--tcp --rfc5424 --octet-count" }, { "tcp", "--tcp --rfc3164 --octet-count" },
        { "unix", "" }, { "unix_dgram", "" }, { "unix_dgram", "--rfc5424" }, { "unix_dgram", "--rfc3164" }, { "unix", "--rfc5424 --octet-count" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_message_arrives_with_all_that_was_said(string transport, string options)
    {
        string app = NewApp();
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        await Logger(transport, options, "-p", "local3.warning", "-t", app, "--id=4711", "Größe 42: {ok=1}");

        JsonElement line = Assert.Single(await server.EventsOf(app, 1));
        Assert.Equal("Größe 42: {ok=1}", line.Text("@m"));
        Assert.Equal("Warning", line.Text("@l"));
        Assert.Equal("local3", line.Text("syslog.facility"));
        Assert.Equal("4711", line.Text("process.pid"));
        Assert.Equal("", line.Text("syslog.malformed"));
        Assert.NotEqual("", line.Text("host"));
        DateTimeOffset time = DateTimeOffset.Parse(line.Text("@t"), CultureInfo.InvariantCulture);
        // RFC 3164 knows seconds only.
        Assert.InRange(time, before.AddSeconds(-1), TimeProvider.System.GetUtcNow().AddSeconds(1));
    }

    [Theory]
    [InlineData("udp", "--udp")]
    [InlineData("tcp", "--tcp --octet-count")]
    [InlineData("unix_dgram", "")]
    public async Task Structured_data_and_message_id_become_fields(string transport, string options)
    {
        string app = NewApp();
        await Logger(transport, options + " --rfc5424", "-t", app, "--msgid", "ORDER", "--sd-id", "zoo@123", "--sd-param", "tiger=\"hungry\"", "--sd-param", "zebra=\"2\"",
            "--sd-id", "manager@123", "--sd-param", "onMeeting=\"yes\"", "--sd-param", "note=\"a \\\"b\\\" \\\\ \\]\"", "text");

        JsonElement line = Assert.Single(await server.EventsOf(app, 1));
        Assert.Equal(("text", "ORDER"), (line.Text("@m"), line.Text("syslog.msgid")));
        Assert.Equal(("hungry", "2", "yes"), (line.Text("zoo@123.tiger"), line.Text("zoo@123.zebra"), line.Text("manager@123.onMeeting")));
        Assert.Equal("a \"b\" \\ ]", line.Text("manager@123.note"));
        Assert.Equal("1", line.Text("timeQuality.tzKnown"));
    }

    [Theory]
    [InlineData("udp", "--udp --rfc5424=notime,nohost")]
    [InlineData("udp", "--udp --rfc5424=notq")]
    [InlineData("tcp", "--tcp --rfc5424=notime")]
    public async Task What_a_message_leaves_out_comes_from_its_receipt(string transport, string options)
    {
        string app = NewApp();
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        await Logger(transport, options, "-t", app, "text");

        JsonElement line = Assert.Single(await server.EventsOf(app, 1));
        Assert.InRange(DateTimeOffset.Parse(line.Text("@t"), CultureInfo.InvariantCulture), before.AddSeconds(-1), TimeProvider.System.GetUtcNow());
        Assert.NotEqual("", line.Text("host"));
    }

    [Theory]
    [InlineData("tcp", "--tcp --rfc5424")]
    [InlineData("tcp", "--tcp --rfc3164 --octet-count")]
    [InlineData("unix", "")]
    public async Task A_thousand_lines_of_its_input_arrive_in_their_order(string transport, string options)
    {
        string app = NewApp();
        string input = string.Concat(Enumerable.Range(0, 1000).Select(static i => $"<{(i % 24 * 8) + (i % 8)}>line {i}\n"));
        await Logger(transport, options, input, "-t", app, "--prio-prefix");

        JsonElement[] lines = await server.EventsOf(app, 1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $"line {i}"), lines.Select(static line => line.Text("@m")));
        string[] severities = ["Fatal", "ERROR3", "ERROR2", "Error", "Warning", "INFO2", "Information", "Debug"];
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => severities[i % 8]), lines.Select(static line => line.Text("@l")));
    }

    [Fact]
    public async Task A_message_of_60_000_bytes_arrives_over_each_transport()
    {
        string app = NewApp();
        string text = new('x', 60_000);
        foreach ((string transport, string options) in new[] { ("udp", "--udp"), ("tcp", "--tcp"), ("tcp", "--tcp --octet-count"), ("unix_dgram", ""), ("unix", "") })
            await Logger(transport, options + " --size 64000", text + "\n", "-t", app);
        JsonElement[] lines = await server.EventsOf(app, 5);
        Assert.All(lines, line => Assert.Equal(text, line.Text("@m")));
    }

    private static string NewApp() => $"job{Guid.NewGuid():N}"[..20];

    private Task Logger(string transport, string options, params string[] arguments) => arguments[0].EndsWith('\n')
        ? RunAsync(transport, options, arguments[0], arguments[1..])
        : RunAsync(transport, options, "", arguments);

    private async Task RunAsync(string transport, string options, string input, string[] arguments)
    {
        string[] address = transport switch
        {
            "unix" => ["--socket", server.Stream],
            "unix_dgram" => ["--socket", server.Datagram],
            _ => ["--server", "127.0.0.1", "--port", $"{server.Port(transport)}"],
        };
        string[] all = ["--socket-errors=on", .. address, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. arguments];
        ProgramResult sent = await ExternalProgram.RunAsync(new ProcessStartInfo("logger", all), input);
        Assert.True(sent.ExitCode == 0 && sent.Errors.Length == 0, sent.ToString());
    }
}
