using System.Net.Sockets;
using LogHog.Engine.Diagnostics;
using LogHog.Protocols;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Ingest;

public sealed class IntakeTests
{
    [Fact]
    public async Task A_message_over_TCP_is_a_line_in_its_facilitys_file()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop"), EngineHost.Facility("shop", "web")]);

        await host.SendAsync(
            Frames.Message("shop", "root.web.requests", "Order 42 failed"),
            Frames.Message("shop", "db", "slow"));
        await host.SettledAsync(2);

        Assert.EndsWith(" web01 web.requests: Order 42 failed", Assert.Single(host.Lines("shop/web.log")), StringComparison.Ordinal);
        Assert.EndsWith(" web01 db: slow", Assert.Single(host.Lines("shop/root.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_over_UDP_is_a_line_too()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        using UdpClient client = new();

        await client.SendAsync(Frames.Message("shop", "", "by datagram"), host.Udp);
        await host.SettledAsync(1);

        Assert.EndsWith(": by datagram", Assert.Single(host.Lines("shop/root.log")), StringComparison.Ordinal);
        Assert.Equal(1, host.Input("loghog_udp").Stored);
    }

    [Fact]
    public async Task A_datagram_that_is_not_exactly_one_frame_is_refused_and_the_next_one_arrives()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        using UdpClient client = new();
        byte[] good = Frames.Message("shop", "", "good");

        await client.SendAsync(good.AsMemory(0, good.Length - 1), host.Udp);
        await client.SendAsync(new byte[] { 1, 2, 3 }, host.Udp);
        await client.SendAsync((byte[])[.. good, 0], host.Udp);
        await client.SendAsync(good, host.Udp);
        await host.SettledAsync(4);

        Assert.Single(host.Lines("shop/root.log"));
        Assert.Equal(2, host.Input("loghog_udp").Rejected[RejectReason.DatagramSizeMismatch]);
        Assert.Equal(1, host.Input("loghog_udp").Rejected[RejectReason.FrameTruncated]);
    }

    [Fact]
    public async Task Frames_may_be_split_at_every_byte()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        byte[] frame = Frames.Message("shop", "", "split");
        using TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(host.Tcp);

        foreach (byte one in (byte[])[.. frame, .. frame])
            await client.GetStream().WriteAsync(new[] { one });
        await host.SettledAsync(2);

        Assert.Equal(2, host.Lines("shop/root.log").Length);
    }

    [Fact]
    public async Task An_unknown_application_is_kept_in_the_quarantine_and_shown()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);

        await host.SendAsync(Frames.Message("forgotten", "web", "hello"), Frames.Message("forgotten", "", "again"));
        await host.SettledAsync(2);

        QuarantinedSource source = Assert.Single(host.Engine.Snapshot().Quarantined);
        Assert.Equal(("forgotten", "127.0.0.1", 2), (source.App, source.Peer, source.Events));
        Assert.All(host.Lines(".quarantine/unknown.log"), static line => Assert.Contains("app=forgotten", line, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(host.LogDir, "forgotten")));
    }

    [Fact]
    public async Task A_stream_whose_framing_is_lost_is_closed_and_nobody_else_is_disturbed()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);
        using TcpClient bystander = new();
        await bystander.ConnectAsync(host.Tcp);

        await host.SendAsync(Frames.Message("shop", "", "before"), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Frames.Message("shop", "", "after"));
        await bystander.GetStream().WriteAsync(Frames.Message("shop", "", "bystander"));
        await host.SettledAsync(3);

        Assert.Equal(["before", "bystander"], host.Lines("shop/root.log").Select(static line => line.Split(' ')[^1]));
        Assert.Equal(1, host.Input("loghog_tcp").Rejected[RejectReason.FrameTooLarge]);
    }

    [Fact]
    public async Task A_frame_that_is_not_finished_in_time_costs_its_sender_the_connection()
    {
        await using EngineHost host = EngineHost.Start(
            [EngineHost.Facility("shop")],
            change: static settings => settings with { Limits = settings.Limits with { FrameTimeout = TimeSpan.FromMilliseconds(50) } });
        using TcpClient client = new();
        await client.ConnectAsync(host.Tcp);

        await client.GetStream().WriteAsync(new byte[] { 0, 0, 0 });
        await host.SettledAsync(1);
        Assert.Equal(1, host.Input("loghog_tcp").Rejected[RejectReason.FrameTimeout]);
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_frame_is_counted()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")]);

        await host.SendAsync(Frames.Message("shop", "", "whole"), Frames.Message("shop", "", "half")[..^3]);
        await host.SettledAsync(2);

        Assert.Single(host.Lines("shop/root.log"));
        Assert.Equal(1, host.Input("loghog_tcp").Rejected[RejectReason.FrameTruncated]);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_at_once()
    {
        await using EngineHost host = EngineHost.Start(
            [EngineHost.Facility("shop")],
            change: static settings => settings with { Limits = settings.Limits with { ConnectionsMax = 1 } });
        using TcpClient first = new();
        await first.ConnectAsync(host.Tcp);
        await first.GetStream().WriteAsync(Frames.Message("shop", "", "first"));
        await host.SettledAsync(1);

        using TcpClient second = new();
        await second.ConnectAsync(host.Tcp);

        Assert.Equal(0, await second.GetStream().ReadAsync(new byte[1]));
        await first.GetStream().WriteAsync(Frames.Message("shop", "", "still here"));
        await host.SettledAsync(2);
    }

    [Fact]
    public async Task Stopping_stores_what_has_arrived()
    {
        using TempFolder folder = new();
        EngineHost host = EngineHost.Start([EngineHost.Facility("shop")], folder.Path);
        using TcpClient client = new();
        await client.ConnectAsync(host.Tcp);
        await client.GetStream().WriteAsync(Frames.Message("shop", "", "first"));
        await host.SettledAsync(1);
        byte[] many = [.. Enumerable.Range(0, 1_000).SelectMany(static number => Frames.Message("shop", "", $"number {number}"))];
        await client.GetStream().WriteAsync(many);

        await host.DisposeAsync();

        Assert.Equal(1_001, host.Lines("shop/root.log").Length);
    }

    [Fact]
    public async Task A_sender_that_names_no_host_stands_where_it_came_from()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop") with { FilePerHost = true }]);

        await host.SendAsync(Frames.Message("shop", "", "anonymous", host: null), Frames.Message("shop", "", "named", host: "../../etc"));
        await host.SettledAsync(2);

        Assert.Contains(" 127.0.0.1 shop: anonymous", Assert.Single(host.Lines("shop/127.0.0.1-root.log")), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(host.LogDir, "shop")).Length);
    }

    [Fact]
    public async Task Names_that_differ_only_in_what_is_no_UTF8_have_files_of_their_own()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("*")]);
        byte[] Lone(string surrogate) => Frames.Frame(System.Text.Encoding.ASCII.GetBytes(
            $$"""{"version":1,"app_id":"a{{surrogate}}","module":"","stamp":1,"nsecs":0,"body":"x"}"""));

        await host.SendAsync(Lone(@"\ud800"), Lone(@"\ud801"));
        await host.SettledAsync(2);

        Assert.Equal(2, Directory.GetFiles(host.LogDir, "root.log", SearchOption.AllDirectories).Length);
    }
}
