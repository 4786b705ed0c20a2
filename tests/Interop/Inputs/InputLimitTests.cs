using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Inputs;

/// <summary>Limits of one input, and what becomes of what goes beyond them.</summary>
public sealed class InputLimitTests
{
    private const string Json = "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n";

    [Fact]
    public async Task A_connection_beyond_those_of_an_input_is_closed_and_others_are_not()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[input:few]\ntype = syslog\ntcp = 127.0.0.1:0\nmax_connections = 1\n[input:many]\ntype = syslog\ntcp = 127.0.0.1:0\n", Json);
        using Socket first = await ConnectAsync(hog, "few/tcp");
        await first.SendAsync("<13>shop: first\n"u8.ToArray());
        await hog.StoredAsync(1);

        using Socket second = await ConnectAsync(hog, "few/tcp");
        Assert.True(await IsClosedAsync(second));
        using Socket elsewhere = await ConnectAsync(hog, "many/tcp");
        await elsewhere.SendAsync("<13>shop: elsewhere\n"u8.ToArray());
        await first.SendAsync("<13>shop: still there\n"u8.ToArray());
        await hog.StoredAsync(3);
        Assert.Equal(1, (await hog.Metrics()).Sum("loghog_connections_refused_total"));

        first.Shutdown(SocketShutdown.Both);
        await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_connections_open", "input=\"few\"") == 0);
        using Socket third = await ConnectAsync(hog, "few/tcp");
        await third.SendAsync("<13>shop: in its place\n"u8.ToArray());
        await hog.StoredAsync(4);
    }

    [Fact]
    public async Task The_longest_message_is_the_inputs_own()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[input:short]\ntype = syslog\ntcp = 127.0.0.1:0\nmax_frame_size = 1K\n[input:long]\ntype = syslog\ntcp = 127.0.0.1:0\n[input:http]\nhttp = 127.0.0.1:0\nmax_frame_size = 1K\n", Json);
        byte[] message = Encoding.ASCII.GetBytes($"<13>shop: {new string('x', 1_500)}\n");
        using (Socket socket = await ConnectAsync(hog, "short/tcp"))
            await socket.SendAsync(message);
        using (Socket socket = await ConnectAsync(hog, "long/tcp"))
            await socket.SendAsync(message);
        using HttpClient http = new();
        using HttpResponseMessage refused = await http.PostAsync(
            new Uri($"http://127.0.0.1:{hog.Port("http/http")}/insert/jsonline"), new StringContent($$"""{"app":"shop","_msg":"{{new string('x', 1_500)}}"}"""));

        await hog.StoredAsync(3);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        JsonElement[] lines = [.. Lines(hog, "shop/root.log"), .. Lines(hog, "short/root.log")];
        Assert.Equal([("too_long", 1_014), ("", 1_500)], lines.Take(2).Select(static line => (Text(line, "syslog.malformed"), Text(line, "@m").Length)).Order().Reverse());
    }

    [Theory]
    [InlineData("syslog", "<13>shop: one\n", "")]
    [InlineData("relp", "1 open 14 relp_version=0\n", "serverclose")]
    public async Task A_connection_that_is_idle_for_too_long_is_closed(string type, string first, string last)
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync($"[input:{type}]\ntcp = 127.0.0.1:0\nidle_timeout = 200ms\n", Json);
        using Socket socket = await ConnectAsync(hog, $"{type}/tcp");
        await socket.SendAsync(Encoding.ASCII.GetBytes(first));

        Assert.Contains(last, await ReadToEndAsync(socket), StringComparison.Ordinal);
        MetricsText metrics = await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_connections_open") == 0);
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total") + metrics.Sum("loghog_events_cut_total"));
    }

    /// <summary>The first is between two messages for longer than the second had for its frame.</summary>
    [Fact]
    public async Task A_connection_between_two_messages_may_be_silent_and_one_within_a_message_may_not()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[input:syslog]\ntcp = 127.0.0.1:0\nframe_timeout = 300ms\n", Json);
        using Socket silent = await ConnectAsync(hog, "syslog/tcp");
        await silent.SendAsync("<13>shop: one\r\n\0"u8.ToArray());
        await hog.StoredAsync(1);
        using Socket stuck = await ConnectAsync(hog, "syslog/tcp");
        await stuck.SendAsync("<13>shop: never en"u8.ToArray());

        // A FIN: a reset would be an exception.
        Assert.Equal("", await ReadToEndAsync(stuck));
        await silent.SendAsync("<13>shop: two\n"u8.ToArray());

        MetricsText metrics = await hog.StoredAsync(3);
        Assert.Equal([("never en", "truncated"), ("one", ""), ("two", "")], Lines(hog, "shop/root.log").Select(static line => (Text(line, "@m"), Text(line, "syslog.malformed"))).Order());
        Assert.Equal(1, metrics.Sum("loghog_events_cut_total", "input=\"syslog\",reason=\"frame_timeout\""));
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total"));
    }

    [Fact]
    public async Task Unix_datagrams_are_taken_whole_up_to_the_longest_message_and_marked_beyond_it()
    {
        using TempFolder folder = new();
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            $"[input:whole]\ntype = syslog\nunix_dgram = {folder["whole"]}\n[input:cut]\ntype = syslog\nunix_dgram = {folder["cut"]}\nmax_frame_size = 80K\n[input:gelf]\nunix_dgram = {folder["gelf"]}\nmax_frame_size = 80K\n",
            Json);
        SendDatagram(folder["whole"], $"<13>shop: {new string('x', 150_000)}");
        SendDatagram(folder["cut"], $"<13>desk: {new string('x', 150_000)}");
        SendDatagram(folder["cut"], "<13>desk: short");
        SendDatagram(folder["gelf"], $$"""{"short_message":"{{new string('x', 150_000)}}"}""");

        MetricsText metrics = await hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_stored_total") == 3 && metrics.Sum("loghog_events_rejected_total") == 1);
        JsonElement whole = Assert.Single(Lines(hog, "shop/root.log"));
        Assert.Equal((150_000, ""), (Text(whole, "@m").Length, Text(whole, "syslog.malformed")));
        JsonElement[] desk = Lines(hog, "desk/root.log");
        Assert.Equal(((80 << 10) - "<13>desk: ".Length, "too_long"), (Text(desk[0], "@m").Length, Text(desk[0], "syslog.malformed")));
        Assert.Equal(("short", ""), (Text(desk[1], "@m"), Text(desk[1], "syslog.malformed")));
        Assert.Equal(1, metrics.Sum("loghog_events_cut_total", "input=\"cut\",reason=\"datagram_too_long\""));
        Assert.Equal(1, metrics.Sum("loghog_events_rejected_total", "input=\"gelf\",reason=\"frame_too_large\""));
    }

    /// <summary>A first read may overdraw by what one read brings; at one event a second that is not made good within this test.</summary>
    [Fact]
    public async Task Who_sends_faster_than_the_input_may_is_held_back_and_nobody_else()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            "[input:slow]\ntype = syslog\ntcp = 127.0.0.1:0\nmax_rate = 1\n[input:fast]\ntype = syslog\ntcp = 127.0.0.1:0\n[input:http]\nhttp = 127.0.0.1:0\nmax_rate = 1\n", Json);
        using Socket slow = await ConnectAsync(hog, "slow/tcp");
        await slow.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<13>shop: x\n", 1_000))));
        await hog.StoredAsync(1_000);
        await slow.SendAsync("<13>shop: later\n"u8.ToArray());
        using Socket fast = await ConnectAsync(hog, "fast/tcp");
        for (int number = 0; number < 100; number++)
            await fast.SendAsync("<13>desk: x\n"u8.ToArray());

        MetricsText metrics = await hog.StoredAsync(1_100);
        Assert.Equal(1_000, metrics.Sum("loghog_events_received_total", "input=\"slow\""));
        Uri address = new($"http://127.0.0.1:{hog.Port("http/http")}/insert/jsonline");
        using HttpClient http = new();
        using HttpResponseMessage taken = await http.PostAsync(address, new StringContent(string.Concat(Enumerable.Repeat("{\"app\":\"shop\",\"_msg\":\"x\"}\n", 1_000))));
        using HttpResponseMessage refused = await http.PostAsync(address, new StringContent("{\"app\":\"shop\",\"_msg\":\"x\"}\n"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (taken.StatusCode, refused.StatusCode));
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    private static async Task<Socket> ConnectAsync(LogHogProcess hog, string kind)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, hog.Port(kind));
        return socket;
    }

    private static async Task<bool> IsClosedAsync(Socket socket)
    {
        try
        {
            return await ReadToEndAsync(socket) == "";
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        StringBuilder text = new();
        byte[] buffer = new byte[1_000];
        while (await socket.ReceiveAsync(buffer, limit.Token) is > 0 and int bytes)
            text.Append(Encoding.ASCII.GetString(buffer, 0, bytes));
        return text.ToString();
    }

    private static void SendDatagram(string path, string text)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.ASCII.GetBytes(text), new UnixDomainSocketEndPoint(path));
    }

    private static JsonElement[] Lines(LogHogProcess hog, string file) =>
        File.Exists(hog.PathOf(file)) ? [.. hog.Lines(file).Select(static line => JsonDocument.Parse(line).RootElement)] : [];

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
