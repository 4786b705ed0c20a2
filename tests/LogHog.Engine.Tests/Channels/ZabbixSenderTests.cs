using System.Buffers.Binary;
using System.IO.Compression;
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
        Task<byte[]> received = ServeAsync(server, Packet(1, Encoding.UTF8.GetBytes(answer)));

        ServiceFailureKind? kind = await SendAsync(server);

        Assert.Equal(expected, kind);
        JsonElement value = JsonDocument.Parse(await received).RootElement.GetProperty("data")[0];
        Assert.Equal(("loghog", "loghog.alert", 1_795_867_200L), (value.GetProperty("host").GetString(), value.GetProperty("key").GetString(), value.GetProperty("clock").GetInt64()));
        Assert.StartsWith("Disk full on web01", value.GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Compressed, in a large packet, both; and what only looks so.</summary>
    [Theory]
    [InlineData(1, 0, null)]
    [InlineData(3, 0, null)]
    [InlineData(5, 0, null)]
    [InlineData(7, 0, null)]
    [InlineData(3, 1, ServiceFailureKind.BadAnswer)]
    [InlineData(3, -1, ServiceFailureKind.BadAnswer)]
    [InlineData(7, 1 << 30, ServiceFailureKind.BadAnswer)]
    [InlineData(0, 0, ServiceFailureKind.BadAnswer)]
    [InlineData(9, 0, ServiceFailureKind.BadAnswer)]
    public async Task It_reads_an_answer_in_each_form_of_the_protocol(byte flags, int more, ServiceFailureKind? expected)
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        Task<byte[]> received = ServeAsync(server, Packet(flags, """{"response":"success","info":"processed: 1; failed: 0; total: 1"}"""u8.ToArray(), more));

        ServiceFailureKind? kind = await SendAsync(server);

        Assert.Equal(expected, kind);
        await received;
    }

    [Fact]
    public async Task A_length_beyond_all_bounds_is_not_believed()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        Task<byte[]> received = ServeAsync(server, [.. "ZBXD\u0001"u8, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]);

        Assert.Equal(ServiceFailureKind.BadAnswer, await SendAsync(server));
        await received;
    }

    private static async Task<ServiceFailureKind?> SendAsync(TcpListener server)
    {
        ChannelSettings settings = Some.Channel(ChannelType.Zabbix) with
        {
            Server = new HostPort("127.0.0.1", ((IPEndPoint)server.LocalEndpoint).Port), Host = "loghog", Item = "loghog.alert",
        };
        using IChannelSender sender = Senders.Create(settings, TimeProvider.System);
        Exception? failure = await Record.ExceptionAsync(() => sender.SendAsync(new Delivery(Some.Notification(), "", "n-1"), TestContext.Current.CancellationToken));
        return failure is null ? null : Assert.IsType<ServiceException>(failure).Kind;
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

    /// <param name="flags">1 protocol, 2 compressed, 4 large.</param>
    /// <param name="content">Of it.</param>
    /// <param name="more">Added to the uncompressed length.</param>
    private static byte[] Packet(byte flags, byte[] content, int more = 0)
    {
        byte[] body = content;
        if ((flags & 2) != 0)
        {
            using MemoryStream compressed = new();
            using (ZLibStream stream = new(compressed, CompressionMode.Compress))
                stream.Write(content);
            body = compressed.ToArray();
        }

        int size = (flags & 4) != 0 ? 8 : 4;
        byte[] packet = [.. "ZBXD"u8, flags, .. new byte[2 * size], .. body];
        BinaryPrimitives.WriteInt32LittleEndian(packet.AsSpan(5), body.Length);
        if ((flags & 2) != 0)
            BinaryPrimitives.WriteInt32LittleEndian(packet.AsSpan(5 + size), content.Length + more);
        return packet;
    }
}
