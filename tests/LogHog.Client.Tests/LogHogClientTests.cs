using System.Net;
using System.Net.Sockets;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Client.Tests;

public sealed class LogHogClientTests
{
    // Far beyond what anything here takes; a test that hangs fails by it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(null, 1, false)]
    [InlineData("secret", 1, true)]
    [InlineData("secret", 2, false)]
    public async Task Messages_arrive_in_order(string? secret, int version, bool compress)
    {
        await using var server = new ListeningServer();
        await using var client = new LogHogClient(
            Options(server.Port) with { Secret = secret, SignatureVersion = version, Compress = compress });
        for (int i = 0; i < 2000; i++)
            Assert.True(client.TryLog("web", $"message {i}"));
        Assert.True(await client.FlushAsync(Patience));
        for (int i = 0; i < 2000; i++)
            Assert.Equal($"message {i}", await NextAsync(server));
        Assert.Equal((2000, 0, 0), (client.Sent, client.Dropped, client.Pending));
    }

    [Fact]
    public async Task Disposing_sends_what_is_queued()
    {
        await using var server = new ListeningServer();
        await using (var client = new LogHogClient(Options(server.Port)))
            Assert.True(client.TryLog("web", "last words"));
        Assert.Equal("last words", await NextAsync(server));
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts()
    {
        int port = UnusedPort();
        var client = new LogHogClient(Options(port) with { QueueLength = 10, CloseTimeout = TimeSpan.FromMilliseconds(1) });
        bool[] taken = [.. Enumerable.Range(0, 100_000).Select(i => client.TryLog("web", "x"))];
        Assert.Contains(false, taken);
        Assert.Equal(taken.Count(one => !one), client.Dropped);
        Assert.Equal(taken.Count(one => one), client.Pending);
        Assert.False(await client.FlushAsync(TimeSpan.FromMilliseconds(1)));

        await client.DisposeAsync();
        Assert.Equal((0, 100_000, 0), (client.Sent, client.Dropped, client.Pending));
        Assert.False(client.TryLog("web", "too late"));
        Assert.Equal(100_001, client.Dropped);
    }

    [Fact]
    public async Task A_server_that_dies_is_seen_by_the_end_of_the_stream_and_its_successor_found()
    {
        var first = new ListeningServer();
        await using var client = new LogHogClient(Options(first.Port));
        client.TryLog("web", "to the first");
        Assert.Equal("to the first", await NextAsync(first));

        Socket connection = await first.Accepted.ReadAsync();
        connection.Shutdown(SocketShutdown.Both);
        connection.Dispose();
        int port = first.Port;
        await first.DisposeAsync();

        await using var second = new ListeningServer(port);
        client.TryLog("web", "to the second");
        Assert.Equal("to the second", await NextAsync(second));
        Assert.Equal(0, client.Dropped);
    }

    [Fact]
    public async Task Messages_wait_for_a_server_that_comes_later()
    {
        int port = UnusedPort();
        await using var client = new LogHogClient(Options(port));
        client.TryLog("web", "early");
        Assert.False(await client.FlushAsync(TimeSpan.FromMilliseconds(50)));
        await using var server = new ListeningServer(port);
        Assert.Equal("early", await NextAsync(server));
    }

    [Fact]
    public async Task A_message_longer_than_a_frame_is_dropped_and_the_next_one_sent()
    {
        await using var server = new ListeningServer();
        await using var client = new LogHogClient(Options(server.Port));
        client.TryLog("web", new string('x', 2 << 20));
        client.TryLog("web", "short");
        Assert.Equal("short", await NextAsync(server));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal((1, 1), (client.Sent, client.Dropped));
    }

    [Fact]
    public async Task Over_UDP_each_message_is_a_datagram()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        await using var client = new LogHogClient(Options(port) with { Transport = LogHogTransport.Udp });
        client.TryLog("web", "one");
        client.TryLog("web", "two");
        Assert.Equal(("one", "two"), (Body(await ReceiveAsync(socket)), Body(await ReceiveAsync(socket))));
    }

    [Fact]
    public async Task Static_fields_are_on_every_message_and_a_messages_own_go_before()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        await using var client = new LogHogClient(Options(port) with
        {
            Transport = LogHogTransport.Udp,
            StaticFields = [new("ident", "Client #5"), new("zone", "a")],
        });
        client.TryLog("web", "x", [new("zone", 7)]);
        LogEvent logEvent = Decode(await ReceiveAsync(socket));
        Assert.Equal("ident=Client #5 zone=7", string.Join(' ', logEvent.Fields.Select(f => $"{Text(f.Name)}={Text(f.Value)}")));
    }

    [Theory]
    [InlineData("body")]
    [InlineData("app_id")]
    [InlineData("stamp")]
    [InlineData("signature")]
    [InlineData("key_id")]
    public async Task A_field_over_a_standard_key_is_refused(string name)
    {
        KeyValuePair<string, object?>[] fields = [new(name, "x")];
        Assert.Throws<ArgumentException>(() => new LogHogClient(Options(1) with { StaticFields = fields }));
        await using var client = new LogHogClient(Options(UnusedPort()) with { CloseTimeout = TimeSpan.FromMilliseconds(1) });
        Assert.Throws<ArgumentException>(() => client.TryLog("web", "x", fields));
        Assert.Equal(0, client.Pending);
    }

    [Fact]
    public async Task One_message_to_a_server_that_reads_it_is_received()
    {
        await using var server = new ListeningServer();
        SendOutcome outcome = await LogHogClient.SendAsync(Options(server.Port), "web", "once");
        Assert.Equal(new SendOutcome(SendStatus.Received), outcome);
        Assert.True(outcome.IsSuccess);
        Assert.Equal("once", await NextAsync(server));
    }

    [Fact]
    public async Task One_message_to_nobody_is_unreachable()
    {
        int port = UnusedPort();
        SendOutcome tcp = await LogHogClient.SendAsync(Options(port), "web", "x");
        Assert.Equal(SendStatus.Unreachable, tcp.Status);
        Assert.NotNull(tcp.Error);
        SendOutcome udp = await LogHogClient.SendAsync(Options(port) with { Transport = LogHogTransport.Udp }, "web", "x");
        Assert.Equal(SendStatus.Unreachable, udp.Status);
    }

    [Fact]
    public async Task One_message_to_a_server_that_never_closes_is_sent()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        LogHogClientOptions options = Options(port) with { Timeout = TimeSpan.FromMilliseconds(50) };
        Assert.Equal(SendStatus.Sent, (await LogHogClient.SendAsync(options, "web", "x")).Status);
    }

    [Fact]
    public async Task One_message_that_is_too_long_is_not_sent()
    {
        LogHogClientOptions options = Options(UnusedPort());
        Assert.Equal(SendStatus.TooLong, (await LogHogClient.SendAsync(options, "web", new string('x', 2 << 20))).Status);
        options = options with { Transport = LogHogTransport.Udp };
        Assert.Equal(SendStatus.TooLong, (await LogHogClient.SendAsync(options, "web", new string('x', 66_000))).Status);
    }

    private static LogHogClientOptions Options(int port) => new() { App = "shop", Host = "127.0.0.1", Port = port };

    private static async Task<string> NextAsync(ListeningServer server) =>
        await server.Bodies.ReadAsync().AsTask().WaitAsync(Patience);

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        byte[] buffer = new byte[65536];
        int read = await socket.ReceiveAsync(buffer).WaitAsync(Patience);
        return buffer[..read];
    }

    private static LogEvent Decode(byte[] datagram)
    {
        var logEvent = new LogEvent();
        Assert.Equal(DecodeStatus.Event, new LogHogDecoder().DecodeDatagram(datagram, logEvent, out _));
        return logEvent;
    }

    private static string Body(byte[] datagram) => Text(Decode(datagram).Body);

    private static string Text(ReadOnlyMemory<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8.Span);

    /// <summary>A port that was free a moment ago: taken and given back.</summary>
    private static int UnusedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
