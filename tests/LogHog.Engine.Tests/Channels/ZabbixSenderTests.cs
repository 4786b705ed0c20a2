using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Channels;

namespace LogHog.Engine.Tests.Channels;

/// <summary>The sender's protocol, byte for byte.</summary>
public sealed class ZabbixSenderTests
{
    [Theory]
    [InlineData("""{"response":"success","info":"processed: 1; failed: 0; total: 1; seconds spent: 0.000055"}""", null)]
    [InlineData("""{"response":"success","info":"processed: 0; failed: 1; total: 1; seconds spent: 0.000055"}""", ServiceFailureKind.Misconfigured)]
    [InlineData("""{"response":"failed","info":"host is not monitored"}""", ServiceFailureKind.Misconfigured)]
    [InlineData("no JSON", ServiceFailureKind.BadAnswer)]
    public async Task It_sends_one_value_and_reads_what_became_of_it(string answer, ServiceFailureKind? expected)
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        Task<byte[]> received = ServeAsync(server, Packet(answer));
        ChannelSettings settings = Some.Channel(ChannelType.Zabbix) with
        {
            Server = new HostPort("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port), Host = "loghog", Item = "loghog.alert",
        };
        using IChannelSender sender = Senders.Create(settings, TimeProvider.System);

        Exception? failure = await Record.ExceptionAsync(() => sender.SendAsync(new Delivery(Some.Notification(), "", "n-1"), TestContext.Current.CancellationToken));

        Assert.Equal(expected, (failure as ServiceException)?.Kind);
        JsonElement value = JsonDocument.Parse(await received).RootElement.GetProperty("data")[0];
        Assert.Equal(("loghog", "loghog.alert", 1_795_867_200L), (value.GetProperty("host").GetString(), value.GetProperty("key").GetString(), value.GetProperty("clock").GetInt64()));
        Assert.StartsWith("Disk full on web01", value.GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    private static async Task<byte[]> ServeAsync(TcpListener server, byte[] answer)
    {
        using TcpClient client = await server.AcceptTcpClientAsync();
        await using NetworkStream stream = client.GetStream();
        byte[] header = new byte[13];
        await stream.ReadExactlyAsync(header);
        Assert.Equal("ZBXD\u0001", Encoding.ASCII.GetString(header, 0, 5));
        byte[] body = new byte[BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(5))];
        await stream.ReadExactlyAsync(body);
        await stream.WriteAsync(answer);
        return body;
    }

    private static byte[] Packet(string text)
    {
        byte[] packet = [.. "ZBXD\u0001"u8, .. new byte[8], .. Encoding.UTF8.GetBytes(text)];
        BinaryPrimitives.WriteInt32LittleEndian(packet.AsSpan(5), packet.Length - 13);
        return packet;
    }
}
