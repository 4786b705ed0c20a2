using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Ingest;

/// <summary>What every <c>[input:NAME]</c> can, whatever its protocol.</summary>
public sealed class InputTests
{
    [Fact]
    public async Task A_message_of_an_input_counts_in_its_own_account()
    {
        await using EngineHost host = Start(input => input);

        await SendAsync(host, Frames.Message("shop", "web", "Hello"));
        await host.SettledAsync(1);

        Assert.EndsWith(" web01 web: Hello", Assert.Single(host.Lines("shop/root.log")), StringComparison.Ordinal);
        Assert.Equal(1, host.Input("gate").Stored);
        Assert.Equal(0, host.Input("loghog_tcp").Received);
    }

    [Theory]
    [InlineData("text", "shop")]
    [InlineData("record:service", "pay")]
    [InlineData("record:missing", "said")]
    [InlineData("client", "127.0.0.1")]
    public async Task The_settings_say_whose_the_events_are(string source, string app)
    {
        NameSource name = source switch
        {
            "text" => new(FieldSource.FromText("shop")),
            "client" => new(Source: null),
            _ => new(FieldSource.Parse(source)),
        };
        await using EngineHost host = Start(input => input with { App = name }, [EngineHost.Facility("*")]);

        await SendAsync(host, Frames.Frame("""{"version":1,"app_id":"said","module":"","stamp":1795000000,"nsecs":0,"body":"B","service":"pay"}"""u8));
        await host.SettledAsync(1);

        string line = Assert.Single(host.Lines($"{app}/root.log"));
        Assert.Equal(source != "record:service", line.Contains("service=pay", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Module_and_host_can_be_named_too()
    {
        await using EngineHost host = Start(input => input with { Module = new(FieldSource.Parse("record:unit")), Host = new(FieldSource.FromText("gateway")) });

        await SendAsync(host, Frames.Frame("""{"version":1,"app_id":"shop","module":"m","stamp":1795000000,"nsecs":0,"body":"B","unit":"root.cron"}"""u8));
        await host.SettledAsync(1);

        Assert.Contains(" gateway cron: B", Assert.Single(host.Lines("shop/root.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_allowed_is_refused_and_counted_over_TCP_and_UDP()
    {
        await using EngineHost host = Start(input => input with { Allow = [IPNetwork.Parse("192.0.2.0/24")] });
        using UdpClient datagrams = new();

        await SendAsync(host, Frames.Message("shop", "", "over TCP"));
        await datagrams.SendAsync(Frames.Message("shop", "", "over UDP"), host.Address("gate/udp"));
        await host.SettledAsync(2);

        Assert.Equal(2, host.Input("gate").Rejected[RejectReason.SourceNotAllowed]);
        Assert.Equal(0, host.Input("gate").Stored);
    }

    [Fact]
    public async Task A_reload_changes_who_may_send_on_connections_that_come_then()
    {
        await using EngineHost host = Start(input => input);
        ServerSettings settings = EngineHost.Settings(Path.GetDirectoryName(host.LogDir)!);

        await SendAsync(host, Frames.Message("shop", "", "before"));
        await host.SettledAsync(1);
        host.Engine.Reload(
            settings with { Inputs = [Gate with { Allow = [IPNetwork.Parse("192.0.2.0/24")], App = new(FieldSource.FromText("other")) }] }, [EngineHost.Facility("*")]);
        await SendAsync(host, Frames.Message("shop", "", "after"));
        await host.SettledAsync(2);

        Assert.Equal(1, host.Input("gate").Rejected[RejectReason.SourceNotAllowed]);
        Assert.EndsWith("before", Assert.Single(host.Lines("shop/root.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unix_sockets_take_streams_and_datagrams_and_are_gone_after_the_stop()
    {
        using TempFolder folder = new();
        string stream = Path.Combine(folder.Path, "s");
        string datagram = Path.Combine(folder.Path, "d");
        await using (EngineHost host = Start(input => input with { Unix = [stream], UnixDatagram = [datagram], UnixMode = (UnixFileMode)0b110_110_000 }))
        {
            Assert.Equal((UnixFileMode)0b110_110_000, File.GetUnixFileMode(stream));
            using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(stream));
                await socket.SendAsync(Frames.Message("shop", "", "by stream", host: null));
            }

            using (Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(datagram));
                await socket.SendAsync(Frames.Message("shop", "", "by datagram", host: null));
            }

            await host.SettledAsync(2);
            Assert.All(host.Lines("shop/root.log"), line => Assert.Contains($" {Environment.MachineName} shop: by ", line, StringComparison.Ordinal));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task The_socket_file_of_a_killed_server_is_taken_over()
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "s");
        using (Socket killed = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(path));
            // Out of the way of .NET, which would delete it.
            File.Move(path, path + "2");
        }

        File.Move(path + "2", path);
        Assert.True(File.Exists(path));

        await using EngineHost host = Start(input => input with { Unix = [path] });

        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone_and_so_is_a_socket_that_is_served()
    {
        using TempFolder folder = new();
        string file = Path.Combine(folder.Path, "f");
        File.WriteAllText(file, "precious");
        string served = Path.Combine(folder.Path, "s");
        using Socket other = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(served));
        other.Listen();

        Assert.Contains("change [input:gate] unix", Assert.Throws<IOException>(() => Start(input => input with { Unix = [file] })).Message, StringComparison.Ordinal);
        Assert.Contains("served by another process", Assert.Throws<IOException>(() => Start(input => input with { Unix = [served] })).Message, StringComparison.Ordinal);

        Assert.Equal("precious", File.ReadAllText(file));
        Assert.True(File.Exists(served));
    }

    private static InputSettings Gate => new()
    {
        Name = "gate",
        Type = "loghog",
        Tcp = [new IPEndPoint(IPAddress.Loopback, 0)],
        Udp = [new IPEndPoint(IPAddress.Loopback, 0)],
    };

    private static EngineHost Start(Func<InputSettings, InputSettings> change, IReadOnlyList<FacilitySettings>? facilities = null) =>
        EngineHost.Start(facilities ?? [EngineHost.Facility("shop")], change: settings => settings with { Inputs = [change(Gate)] });

    private static async Task SendAsync(EngineHost host, byte[] bytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync(host.Address("gate/tcp"));
        NetworkStream stream = client.GetStream();
        try
        {
            await stream.WriteAsync(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        }
        catch (IOException)
        {
            // Refused and closed.
        }
    }
}
