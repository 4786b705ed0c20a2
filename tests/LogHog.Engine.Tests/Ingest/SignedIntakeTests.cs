using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LogHog.Engine.Configuration;
using LogHog.Protocols;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Ingest;

/// <summary>Signatures of version 1 are checked eight at a time; from outside that must not be seen.</summary>
public sealed class SignedIntakeTests
{
    private static readonly FacilitySettings Bank = EngineHost.Facility("bank") with { Secret = SignedFrames.Secret };
    private static readonly FacilitySettings Shop = EngineHost.Facility("shop");

    [Fact]
    public async Task Of_a_group_the_wrong_ones_are_refused_wherever_they_stand()
    {
        await using EngineHost host = EngineHost.Start([Bank]);
        List<byte[]> frames = [];
        List<string> right = [];
        for (int wrong = 0; wrong < 256; wrong++)
        {
            for (int at = 0; at < 8; at++)
            {
                string body = $"{wrong}.{at}";
                bool isWrong = ((wrong >> at) & 1) != 0;
                frames.Add(isWrong ? SignedFrames.Wrong(body) : SignedFrames.Right(body));
                if (!isWrong)
                    right.Add(body);
            }
        }

        await host.SendAsync([.. frames.SelectMany(static frame => frame)]);
        await host.SettledAsync(frames.Count);

        Assert.Equal(right, Bodies(host, "bank"));
        Assert.Equal(right.Count, host.Input("loghog_tcp").Stored);
        Assert.Equal(frames.Count - right.Count, host.Input("loghog_tcp").Rejected[RejectReason.SignatureWrong]);
    }

    [Fact]
    public async Task A_group_that_never_gets_full_is_checked_when_no_more_comes()
    {
        await using EngineHost host = EngineHost.Start([Bank]);
        using TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(host.Tcp);
        List<string> right = [];
        int sent = 0;
        for (int count = 1; count <= 7; count++)
        {
            string[] bodies = [.. Enumerable.Range(0, count).Select(i => $"{count}.{i}")];
            right.AddRange(bodies);
            await client.GetStream().WriteAsync((byte[])[.. bodies.SelectMany(static body => SignedFrames.Right(body)), .. SignedFrames.Wrong("x")]);
            sent += count + 1;
            // The connection stays open: nothing but the end of what has arrived makes the server check.
            await host.SettledAsync(sent);
        }

        Assert.Equal(right, Bodies(host, "bank"));
        Assert.Equal(7, host.Input("loghog_tcp").Rejected[RejectReason.SignatureWrong]);
    }

    [Fact]
    public async Task Only_wrong_ones_leave_no_file()
    {
        await using EngineHost host = EngineHost.Start([Bank]);

        await host.SendAsync([.. Enumerable.Range(0, 1000).SelectMany(static i => SignedFrames.Wrong($"guess {i} {new string('x', 500)}"))]);
        await host.SettledAsync(1000);

        Assert.Equal(1000, host.Input("loghog_tcp").Rejected[RejectReason.SignatureWrong]);
        Assert.Equal(0, host.Input("loghog_tcp").Stored);
        Assert.False(File.Exists(Path.Combine(host.LogDir, "bank/root.log")));
    }

    [Fact]
    public async Task A_connections_events_keep_their_order_however_signed_and_unsigned_are_mixed()
    {
        await using EngineHost host = EngineHost.Start([Bank, Shop]);
        Random random = SeededRandom.Create();
        Dictionary<string, List<string>> expected = new() { ["bank"] = [], ["shop"] = [] };
        List<byte> bytes = [];
        int sent = 0, wrong = 0, missing = 0;
        for (; sent < 20_000; sent++)
        {
            string body = sent.ToString(CultureInfo.InvariantCulture) + new string('.', random.Next(40) == 0 ? random.Next(20_000) : random.Next(300));
            // Long runs of one kind and short ones.
            int kind = random.Next(sent / 1000 % 2 == 0 ? 6 : 3);
            switch (kind)
            {
                case 0:
                    expected["bank"].Add(body);
                    bytes.AddRange(SignedFrames.Right(body));
                    break;
                case 1:
                    expected["bank"].Add(body);
                    bytes.AddRange(SignedFrames.Right(body, version: 2));
                    break;
                case 2:
                    wrong++;
                    bytes.AddRange(SignedFrames.Wrong(body, 1 + random.Next(2)));
                    break;
                case 3:
                    missing++;
                    bytes.AddRange(SignedFrames.Unsigned("bank", body));
                    break;
                default:
                    expected["shop"].Add(body);
                    bytes.AddRange(SignedFrames.Unsigned("shop", body));
                    break;
            }
        }

        await host.SendAsync([.. bytes]);
        await host.SettledAsync(sent);

        Assert.Equal(expected["bank"], Bodies(host, "bank"));
        Assert.Equal(expected["shop"], Bodies(host, "shop"));
        Assert.Equal(wrong, host.Input("loghog_tcp").Rejected[RejectReason.SignatureWrong]);
        Assert.Equal(missing, host.Input("loghog_tcp").Rejected[RejectReason.SignatureMissing]);
        Assert.Equal(sent, host.Input("loghog_tcp").Received);
    }

    [Fact]
    public async Task A_huge_body_among_small_ones_disturbs_none()
    {
        const int HugeBytes = 8 << 20;
        await using EngineHost host = EngineHost.Start(
            [Bank],
            change: static settings => settings with { Limits = settings.Limits with { FrameBytesMax = HugeBytes + 4096 } });
        string huge = new('h', HugeBytes), edge = new('e', 16 * 1024);
        string[] right = ["1", "2", huge, "3", edge, edge[..^40], "4", "5"];

        await host.SendAsync([.. right.SelectMany(static body => SignedFrames.Right(body)), .. SignedFrames.Wrong(huge), .. SignedFrames.Right("6")]);
        await host.SettledAsync(10);

        Assert.Equal([.. right, "6"], Bodies(host, "bank"));
        Assert.Equal(1, host.Input("loghog_tcp").Rejected[RejectReason.SignatureWrong]);
    }

    [Fact]
    public async Task Datagrams_of_several_senders_are_checked_too()
    {
        await using EngineHost host = EngineHost.Start([Bank]);
        using UdpClient one = new(new IPEndPoint(IPAddress.Parse("127.0.0.1"), 0));
        using UdpClient two = new(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));

        for (int i = 0; i < 50; i++)
        {
            await one.SendAsync(SignedFrames.Right($"one {i}"), host.Udp);
            await two.SendAsync(i % 2 == 0 ? SignedFrames.Right($"two {i}") : SignedFrames.Wrong($"two {i}"), host.Udp);
        }

        await host.SettledAsync(100);

        Assert.Equal(75, host.Input("loghog_udp").Stored);
        Assert.Equal(25, host.Input("loghog_udp").Rejected[RejectReason.SignatureWrong]);
        string[] bodies = Bodies(host, "bank");
        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"one {i}"), bodies.Where(static body => body.StartsWith("one", StringComparison.Ordinal)));
    }

    private static string[] Bodies(EngineHost host, string app) =>
        [.. host.Lines($"{app}/root.log").Select(line => line[(line.IndexOf($" {app}: ", StringComparison.Ordinal) + app.Length + 3)..])];
}
