using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Protocols;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Ingest;

public sealed class GelfInputTests
{
    [Fact]
    public async Task Messages_come_over_TCP_and_in_datagrams_and_their_container_is_the_application()
    {
        await using EngineHost host = Start(TimeProvider.System);
        using UdpClient datagrams = new();
        using TcpClient stream = new();

        await stream.ConnectAsync(host.Address("gelf/tcp"));
        await stream.GetStream().WriteAsync(Encoding.UTF8.GetBytes("""{"host":"web01","short_message":"by stream","level":3,"_container_name":"shop"}""" + "\0"));
        await host.SettledAsync(1);
        await datagrams.SendAsync("""{"host":"web01","short_message":"by datagram","level":6}"""u8.ToArray(), host.Address("gelf/udp"));
        await host.SettledAsync(2);

        Assert.EndsWith(" web01 shop: ERROR by stream", Assert.Single(host.Lines("shop/root.log")), StringComparison.Ordinal);
        Assert.EndsWith(" web01 gelf: INFO by datagram", Assert.Single(host.Lines("gelf/root.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_whose_chunks_are_lost_is_counted_also_when_nothing_else_comes()
    {
        SkewedTime time = new();
        await using EngineHost host = Start(time);
        using UdpClient datagrams = new();

        await datagrams.SendAsync((byte[])[0x1E, 0x0F, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, (byte)'{'], host.Address("gelf/udp"));

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (host.Input("gelf").Rejected.GetValueOrDefault(RejectReason.ChunksMissing) == 0)
        {
            time.Skip(TimeSpan.FromSeconds(10));
            await Task.Delay(5, limit.Token);
        }

        Assert.Equal(1, host.Input("gelf").Received);
    }

    private static EngineHost Start(TimeProvider time) => EngineHost.Start([EngineHost.Facility("*")], time: time, change: static settings => settings with
    {
        Inputs = [new InputSettings { Name = "gelf", Type = "gelf", Tcp = [new IPEndPoint(IPAddress.Loopback, 0)], Udp = [new IPEndPoint(IPAddress.Loopback, 0)] }],
    });

    /// <summary>The system's clock, whose stopwatch can jump.</summary>
    private sealed class SkewedTime : TimeProvider
    {
        private long _skipped;

        public void Skip(TimeSpan time) => Interlocked.Add(ref _skipped, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _skipped);
    }
}
