using System.Net;
using System.Net.Sockets;
using System.Text;
using LogHog.Engine.Configuration;
using LogHog.Engine.Configuration.Keys;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Ingest;

/// <summary>Connections whose peers are answered, whatever the protocol; spoken here is Fluent's Forward, which is the shortest.</summary>
public sealed class AcknowledgedStreamTests
{
    [Theory]
    [InlineData(AcknowledgeWhen.Durable)]
    [InlineData(AcknowledgeWhen.Written)]
    [InlineData(AcknowledgeWhen.Received)]
    public async Task An_answer_comes_when_the_events_are_as_safe_as_the_input_promises(AcknowledgeWhen durability)
    {
        await using EngineHost host = Start(durability);
        using Socket client = await ConnectAsync(host);

        await client.SendAsync(Message("hello", "c1"));

        Assert.Equal(Ack("c1"), await ReadAsync(client, Ack("c1").Length));
        if (durability == AcknowledgeWhen.Written)
            Assert.EndsWith("hello", Assert.Single(host.Lines("shop/root.log")), StringComparison.Ordinal);
        Assert.Equal(durability == AcknowledgeWhen.Durable ? 1 : 0, Journaled(host));
        await host.SettledAsync(1);
        Assert.EndsWith("hello", Assert.Single(host.Lines("shop/root.log")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AcknowledgeWhen.Durable)]
    [InlineData(AcknowledgeWhen.Written)]
    public async Task Many_messages_at_once_are_stored_and_answered_in_their_order(AcknowledgeWhen durability)
    {
        const int Messages = 3_000;
        await using EngineHost host = Start(durability);
        using Socket client = await ConnectAsync(host);
        string text = new('x', 500);
        byte[][] messages = [.. Enumerable.Range(0, Messages).Select(n => Message($"{text} {n}", $"c{n}"))];
        byte[] expected = [.. Enumerable.Range(0, Messages).SelectMany(static n => Ack($"c{n}"))];

        Task<byte[]> answers = ReadAsync(client, expected.Length);
        foreach (byte[][] piece in messages.Chunk(100))
            await client.SendAsync((byte[])[.. piece.SelectMany(static message => message)]);

        Assert.Equal(expected, await answers);
        await host.SettledAsync(Messages);
        Assert.Equal(Enumerable.Range(0, Messages).Select(static n => $"{n}"), host.Lines("shop/root.log").Select(static line => line.Split(' ')[^1]));
    }

    [Fact]
    public async Task Who_has_sent_all_and_waits_for_the_answers_gets_them()
    {
        await using EngineHost host = Start();
        using Socket client = await ConnectAsync(host);

        await client.SendAsync(Message("hello", "c1"));
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(Ack("c1"), await ReadAsync(client, int.MaxValue));
    }

    [Fact]
    public async Task A_server_that_stops_answers_what_it_has_taken_in()
    {
        EngineHost host = Start();
        using Socket client = await ConnectAsync(host);
        await client.SendAsync((byte[])[.. Enumerable.Range(0, 1_000).SelectMany(static n => Message($"m{n}", $"c{n}"))]);
        byte[] first = await ReadAsync(client, 1);

        await host.DisposeAsync();

        byte[] answers = [.. first, .. await ReadAsync(client, int.MaxValue)];
        Assert.Equal(Enumerable.Range(0, (int)host.Input("gate").Stored).SelectMany(static n => Ack($"c{n}")), answers);
    }

    [Fact]
    public async Task Who_does_not_read_its_answers_is_cut_off()
    {
        await using EngineHost host = Start(change: static settings => settings with { Limits = settings.Limits with { FrameTimeout = TimeSpan.FromMilliseconds(100) } });
        using Socket client = await ConnectAsync(host);
        client.ReceiveBufferSize = 4096;
        byte[] messages = [.. Enumerable.Range(0, 100).SelectMany(static _ => Message("m", new string('c', 1_000)))];

        // Without an end the kernel's buffers of both sides fill with answers, then with messages: then nothing goes on but the clock.
        async Task SendForEverAsync()
        {
            while (true)
                await client.SendAsync(messages);
        }

        await Assert.ThrowsAsync<SocketException>(SendForEverAsync).WaitAsync(TimeSpan.FromSeconds(60));
        while (host.Input("gate").ConnectionsOpen > 0)
            await Task.Delay(5);
    }

    [Fact]
    public async Task An_event_that_no_batch_of_the_journal_can_hold_is_stored_and_answered_all_the_same()
    {
        await using EngineHost host = Start(change: static settings => settings with { Limits = settings.Limits with { FrameBytesMax = 8 << 20, InflatedBytesMax = 8 << 20 } });
        using Socket client = await ConnectAsync(host);

        await client.SendAsync(Message(new string('x', 6 << 20), "c1"));

        Assert.Equal(Ack("c1"), await ReadAsync(client, Ack("c1").Length));
        Assert.Equal(6 << 20, Assert.Single(host.Lines("shop/root.log")).Count(static c => c == 'x'));
    }

    [Fact]
    public async Task Who_must_show_a_key_is_greeted_before_it_says_anything()
    {
        await using EngineHost host = EngineHost.Start([EngineHost.Facility("shop")], change: settings => settings with { Inputs = [Gate with { Own = new ForwardInputSettings("key", new Dictionary<string, string>()) }] });
        using Socket client = await ConnectAsync(host);

        Assert.Equal("HELO", Encoding.ASCII.GetString(await ReadAsync(client, 6))[2..]);
        await client.SendAsync(Message("hello", "c1"));
        await host.SettledAsync(1);
        Assert.Equal(1, host.Input("gate").Rejected[Protocols.RejectReason.NotAuthenticated]);
    }

    private static InputSettings Gate => new() { Name = "gate", Type = "forward", Tcp = [new IPEndPoint(IPAddress.Loopback, 0)] };

    private static EngineHost Start(AcknowledgeWhen durability = AcknowledgeWhen.Durable, Func<ServerSettings, ServerSettings>? change = null) =>
        EngineHost.Start([EngineHost.Facility("shop")], change: settings =>
            (change?.Invoke(settings) ?? settings) with { Inputs = [Gate with { Durability = durability }] });

    private static double Journaled(EngineHost host) =>
        host.Engine.Snapshot().Metrics.Single(static metric => metric.Name == "loghog_journal_batches_total").Value;

    private static async Task<Socket> ConnectAsync(EngineHost host)
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(host.Address("gate/tcp"));
        return client;
    }

    /// <summary>So many bytes, or all until the end.</summary>
    private static async Task<byte[]> ReadAsync(Socket client, int bytes)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        List<byte> all = [];
        byte[] piece = new byte[65_536];
        while (all.Count < bytes)
        {
            int received = await client.ReceiveAsync(piece.AsMemory(0, Math.Min(piece.Length, bytes - all.Count)), limit.Token);
            if (received == 0)
                break;
            all.AddRange(piece.AsSpan(0, received));
        }

        return [.. all];
    }

    /// <summary><c>["shop", null, {"message": …}, {"chunk": …}]</c></summary>
    private static byte[] Message(string text, string chunk) =>
        [0x94, .. Text("shop"), 0xC0, 0x81, .. Text("message"), .. Text(text), 0x81, .. Text("chunk"), .. Text(chunk)];

    private static byte[] Ack(string chunk) => [0x81, .. Text("ack"), .. Text(chunk)];

    private static byte[] Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return utf8.Length < 32 ? [(byte)(0xA0 | utf8.Length), .. utf8]
            : utf8.Length < 65_536 ? [0xDA, (byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8]
            : [0xDB, (byte)(utf8.Length >> 24), (byte)(utf8.Length >> 16), (byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8];
    }
}
