using System.Diagnostics;
using System.Globalization;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Tls;

/// <summary>How the server ends a connection over TLS: with its last answers, close_notify and the end, never by a reset.</summary>
public sealed class TlsEndTests : TlsTests
{
    private const string Times = "idle_timeout = 200ms\nframe_timeout = 300ms\n";

    private const string Inputs = $"""
        [input:syslog]
        tls = 127.0.0.1:0
        {Times}
        [input:relp]
        tls = 127.0.0.1:0
        {Times}
        [input:further]
        type = loghog
        tls = 127.0.0.1:0
        {Times}
        """;

    private const string Open = "1 open 14 relp_version=0\n";
    private const string One = "2 syslog 13 <13>shop: one\n";
    private const string Answered = "2 rsp 6 200 OK\n0 serverclose 0\n";

    private static readonly (string Input, string Sent, string Last)[] Cases =
    [
        ("syslog", "<13>shop: one\n", ""),
        ("syslog", "<13>shop: never en", ""),
        ("syslog", "99999999 <13>shop: too large", ""),
        ("relp", Open + One, Answered),
        ("relp", Open + One + "3 syslog 99 <13>shop: never en", Answered),
        ("relp", Open + One + "3 close 0\n", "3 rsp 6 200 OK\n0 serverclose 0\n"),
        ("further", "", ""),
    ];

    [Fact]
    public async Task Whose_time_is_up_gets_all_answers_and_a_proper_end()
    {
        await using LogHogProcess hog = await StartAsync(Inputs);

        string[] said = await Task.WhenAll(Cases.Select(one => SendAsync(hog.Port(one.Input + "/tls"), one.Sent)));

        foreach (((string input, string sent, string last), string all) in Cases.Zip(said))
            Assert.True(all.EndsWith(last + "\nclosed\n", StringComparison.Ordinal), $"{input} {sent}: {all}");
        await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_connections_open") == 0);
    }

    [Fact]
    public async Task A_server_that_stops_ends_connections_properly()
    {
        await using LogHogProcess hog = await StartAsync("[input:syslog]\ntls = 127.0.0.1:0\n[input:relp]\ntls = 127.0.0.1:0\n");
        Task<string> syslog = SendAsync(hog.Port("syslog/tls"), "<13>shop: one\n<13>shop: never en");
        Task<string> relp = SendAsync(hog.Port("relp/tls"), Open + One);
        await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_stored_total") == 2);

        await hog.StopAsync();

        Assert.Equal("\nclosed\n", await syslog);
        Assert.EndsWith("0 serverclose 0\n\nclosed\n", await relp, StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(int port, string text)
    {
        ProgramResult result = await ExternalProgram.RunAsync(
            new ProcessStartInfo("python3", [Path.Combine(Repository.Root, "tests", "Interop", "python", "tls_end.py"), port.ToString(CultureInfo.InvariantCulture), Folder["web01.pem"]])
            {
                StandardOutputEncoding = Encoding.Latin1,
            },
            text);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }
}
