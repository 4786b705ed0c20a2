using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Ingest.Tls;

namespace LogHog.Engine.Tests.Ingest;

/// <summary>What a peer sends first, however it is cut: whoever does the handshake gets all of it.</summary>
public sealed class FirstRecordTests : IDisposable
{
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _server;

    public FirstRecordTests()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _server.Blocking = false;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(517)]
    [InlineData(4091)]
    [InlineData(5000)]
    [InlineData(16384)]
    public async Task Comes_out_as_it_came_in(int length)
    {
        byte[] record = Record(length);
        SocketStream stream = new(_server, new HandshakeThreads());
        await _client.SendAsync(record);

        Assert.True(await FirstRecord.ReceiveAsync(stream, TestContext.Current.CancellationToken));
        Assert.Equal(record, await ReadAsync(stream, record.Length));
    }

    [Fact]
    public async Task Is_waited_for_byte_by_byte()
    {
        byte[] record = Record(20);
        SocketStream stream = new(_server, new HandshakeThreads());
        Task<bool> received = FirstRecord.ReceiveAsync(stream, TestContext.Current.CancellationToken);
        foreach (byte one in record)
        {
            Assert.False(received.IsCompleted);
            await _client.SendAsync(new[] { one });
        }

        Assert.True(await received);
        Assert.Equal(record, await ReadAsync(stream, record.Length));
    }

    [Theory]
    [InlineData("G")]
    [InlineData("<14>1 - web01 shop - - - hello\n")]
    public async Task Plain_text_is_none(string text)
    {
        await _client.SendAsync(text.Select(static one => (byte)one).ToArray());
        Assert.False(await FirstRecord.ReceiveAsync(new SocketStream(_server, new HandshakeThreads()), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_leaves_before_its_end_has_closed_the_connection()
    {
        await _client.SendAsync(Record(100).AsMemory(0, 50));
        _client.Shutdown(SocketShutdown.Send);
        await Assert.ThrowsAsync<IOException>(() => FirstRecord.ReceiveAsync(new SocketStream(_server, new HandshakeThreads()), TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private static byte[] Record(int length) =>
        [22, 3, 1, (byte)(length >> 8), (byte)length, .. Enumerable.Range(0, length).Select(static i => (byte)i)];

    private static async Task<byte[]> ReadAsync(SocketStream stream, int length)
    {
        byte[] read = new byte[length];
        await stream.ReadExactlyAsync(read, TestContext.Current.CancellationToken);
        return read;
    }
}
