using System.Security.Cryptography;
using System.Text;
using LogHog.Protocols.Forward;
using LogHog.Protocols.Tests.Streams;
using Map = System.Collections.Generic.Dictionary<string, object?>;

namespace LogHog.Protocols.Tests.Forward;

public sealed class ForwardTests
{
    private const long ReceivedUnixNs = 1_700_000_000_123_456_789;

    private static readonly ForwardOptions Open = new();
    private static readonly Pack.Raw Time = new(Pack.EventTime(1_441_588_984, 123_456_789));

    private static readonly byte[] Entries =
    [
        .. Pack.Of(new List<object?> { Time, new Map { ["message"] = "one" } }),
        .. Pack.Of(new List<object?> { 1_441_588_985, new Map { ["log"] = "two\n", ["level"] = "error" } }),
        .. Pack.Of(new List<object?> { new List<object?> { Time, new Map { ["region"] = "eu" } }, new Map { ["msg"] = "three", ["n"] = -1.5 } }),
    ];

    private static readonly string[] Bodies = ["one", "two", "three"];

    [Fact]
    public void A_single_event_has_its_tag_time_and_record()
    {
        MemoryConnection connection = Connect().Send(Message("shop.web.requests", Time, new Map
        {
            ["message"] = "Order 42 failed", ["severity"] = "WARN", ["host"] = "web01", ["order"] = 42, ["ok"] = false, ["none"] = null,
            ["user"] = new Map { ["name"] = "Ana", ["tags"] = new List<object?> { 1, null, "x\"y", 2.5, true, new Map { ["a"] = new List<object?>() } } },
            ["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736", ["exception"] = "Traceback", ["empty"] = new Map(), ["when"] = Time, ["single"] = 1.1f,
        }));

        Assert.Equal(
            ["shop|web.requests|web01|Warn|1441588984123456789|Order 42 failed|Traceback|4bf92f3577b34da6a3ce929d0e0e4736|0|order=Number:42 ok=Bool:false "
                + "user.name=Text:Ana user.tags=Text:[1,null,\"x\\\"y\",2.5,true,{\"a\":[]}] empty=Text:{} when=Number:1441588984.123456789 single=Number:1.1"],
            connection.Seen);
        Assert.Empty(connection.Answers);
    }

    [Theory]
    [InlineData("entries")]
    [InlineData("packed")]
    [InlineData("text")]
    [InlineData("gzip")]
    [InlineData("gzips")]
    public void Many_events_come_in_an_array_a_binary_or_compressed(string mode)
    {
        MemoryConnection connection = Connect().Send(Many(mode, chunk: "c1")).Send(Many(mode, chunk: null));

        Assert.Equal([.. Bodies, .. Bodies], connection.Seen.Select(static seen => seen.Split('|')[5]));
        Assert.StartsWith("app||", connection.Seen[0], StringComparison.Ordinal);
        Assert.EndsWith("metadata.region=Text:eu n=Number:-1.5", connection.Seen[2], StringComparison.Ordinal);
        Assert.Equal(Pack.Of(new Map { ["ack"] = "c1" }), connection.Answers);
        Assert.Equal(0, connection.RestBytes);
    }

    [Theory]
    [InlineData("a.b", null, null, "a|b", "")]
    [InlineData("a", null, null, "a|", "")]
    [InlineData("a.root.b", null, null, "a|b", "")]
    [InlineData("a.b", "x", null, "x|", "tag=Text:a.b")]
    [InlineData("a.b", null, "y", "a|y", "tag=Text:a.b")]
    [InlineData("a.b", "x", "y", "x|y", "tag=Text:a.b")]
    [InlineData("", null, null, "|", "")]
    public void The_tag_says_application_and_module_unless_the_record_does(string tag, string? app, string? module, string names, string fields)
    {
        Map record = new() { ["message"] = "m" };
        if (app is not null)
            record["app"] = app;
        if (module is not null)
            record["logger"] = module;

        string seen = Assert.Single(Connect().Send(Message(tag, 1, record)).Seen);

        Assert.StartsWith(names + "|", seen, StringComparison.Ordinal);
        Assert.EndsWith("|" + fields, seen, StringComparison.Ordinal);
    }

    public static TheoryData<string, long> Times => new()
    {
        { Convert.ToHexString(Pack.Of(1_441_588_984)), 1_441_588_984_000_000_000 },
        { Convert.ToHexString(Pack.Of(1_441_588_984.25)), 1_441_588_984_250_000_000 },
        { Convert.ToHexString(Pack.Of(1_441_588_984.123456)), 1_441_588_984_123_456_000 },
        { Convert.ToHexString(Pack.Of(-1.5)), -1_500_000_000 },
        { Convert.ToHexString(Pack.Of(2_147_483_647L)), 2_147_483_647_000_000_000 },
        { Convert.ToHexString(Pack.Of(2_147_483_648L)), 2_147_483_648_000_000 },
        { Convert.ToHexString(Pack.Of(1_441_588_984_123L)), 1_441_588_984_123_000_000 },
        { Convert.ToHexString(Pack.Of(-1_441_588_984_123L)), -1_441_588_984_123_000_000 },
        { Convert.ToHexString(Pack.Of(1_441_588_984_123.0)), 1_441_588_984_123_000_000 },
        { Convert.ToHexString(Pack.Of(1_441_588_984_123.456)), 1_441_588_984_123_456_000 },
        { Convert.ToHexString(Pack.Of(1_441_588_984_123_456L)), 1_441_588_984_123_456_000 },
        { Convert.ToHexString(Pack.Of(1_441_588_984_123_456_789L)), 1_441_588_984_123_456_789 },
        { "CF7FFFFFFFFFFFFFFF", long.MaxValue },
        { "D38000000000000000", long.MinValue },
        { Convert.ToHexString(Pack.EventTime(4_000_000_000, 1)), 4_000_000_000_000_000_001 },
        { "C7080055F3A8380000000F", 1_442_031_672_000_000_015 },
        { "D6FF55F3A838", 1_442_031_672_000_000_000 },
        { "CE55F3A838", 1_442_031_672_000_000_000 },
        { "C0", ReceivedUnixNs },
        { "00", ReceivedUnixNs },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void A_time_is_read_however_it_is_written(string hex, long unixNs) =>
        Assert.Contains($"|{unixNs}|m|", Assert.Single(Connect().Send(Message("t", new Pack.Raw(Convert.FromHexString(hex)), new Map { ["message"] = "m" })).Seen), StringComparison.Ordinal);

    [Theory]
    [InlineData("CF8000000000000000")]
    [InlineData("CB43E0000000000000")]
    [InlineData("CB7FF0000000000000")]
    [InlineData("CBFFF8000000000000")]
    [InlineData("A131")]
    [InlineData("D700000000003B9ACA00")]
    public void What_is_no_time_refuses_the_event(string hex) =>
        Assert.Equal(
            [nameof(RejectReason.BadValue)],
            Connect().Send(Message("t", new Pack.Raw(Convert.FromHexString(hex)), new Map { ["message"] = "m" })).Seen);

    [Fact]
    public void Journalds_priority_is_a_severity() =>
        Assert.Contains("|Warn|", Assert.Single(Connect().Send(Message("t", 1, new Map { ["MESSAGE"] = "m", ["PRIORITY"] = "4" })).Seen), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_kept()
    {
        byte[] bytes = [(byte)'a', 0xFF, (byte)'b'];
        MemoryConnection connection = Connect().Send(Message("t", 1, new Map { ["message"] = bytes, ["list"] = new List<object?> { bytes, "\u0001é" } }));

        Assert.Contains("|a\u00ed\u00b3\u00bfb|", Assert.Single(connection.Seen), StringComparison.Ordinal);
        Assert.Contains("list=Text:[\"a\u00ed\u00b3\u00bfb\",\"\\u0001", connection.Seen[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_entry_is_refused_and_the_others_go_on_and_all_are_acknowledged()
    {
        MemoryConnection connection = Connect().Send(Pack.Of(new List<object?>
        {
            "app",
            new List<object?>
            {
                new List<object?> { 1, new Map { ["message"] = "one" } },
                "no entry",
                new List<object?> { 1, "no record" },
                new List<object?> { "no time", new Map { ["message"] = "x" } },
                new List<object?> { 1, new Map() },
                new List<object?> { 1, new Map { ["message"] = "two" } },
            },
            new Map { ["chunk"] = "c" },
        }));

        Assert.Equal(6, connection.Seen.Count);
        Assert.Equal(
            [nameof(RejectReason.BadValue), nameof(RejectReason.BadValue), nameof(RejectReason.BadValue), nameof(RejectReason.MissingKey)], connection.Seen[1..5]);
        Assert.Equal(Pack.Of(new Map { ["ack"] = "c" }), connection.Answers);
    }

    [Fact]
    public void Damaged_compression_costs_that_message_alone()
    {
        byte[] packed = Pack.Gzip(Entries);
        packed[^5] ^= 1;
        MemoryConnection connection = Connect()
            .Send(Pack.Of(new List<object?> { "t", packed, new Map { ["compressed"] = "gzip", ["chunk"] = "c" } })).Send(Message("t", 1, new Map { ["message"] = "m" }));

        Assert.Equal([nameof(RejectReason.BadCompression), "t||||"], [connection.Seen[0], connection.Seen[1][..3] + "||"]);
        Assert.NotEmpty(connection.Answers);
    }

    /// <summary>Fluentd's and Fluent Bit's newer compression: zstd, which is not known here, is one refusal and not one for each of its bytes.</summary>
    [Fact]
    public void Compression_that_is_not_known_is_refused_as_a_whole()
    {
        byte[] zstd = [0x28, 0xB5, 0x2F, 0xFD, 0x24, 0x05, 0x29, 0x00, 0x00, .. "entry"u8, 0x00, 0x01, 0x02, 0x03];
        MemoryConnection connection = Connect()
            .Send(Pack.Of(new List<object?> { "t", zstd, new Map { ["compressed"] = "zstd", ["chunk"] = "c" } })).Send(Message("t", 1, new Map { ["message"] = "m" }));

        Assert.Equal([nameof(RejectReason.BadCompression), "t||||"], [connection.Seen[0], connection.Seen[1][..3] + "||"]);
        Assert.Equal(2, connection.Seen.Count);
    }

    [Fact]
    public void A_bomb_is_not_unfolded()
    {
        byte[] message = Pack.Of(new List<object?> { "t", Pack.Gzip(new byte[40 << 20]), new Map { ["compressed"] = "gzip" } });

        Assert.Equal([nameof(RejectReason.InflateRatioTooHigh)], Connect(new ForwardOptions { InflateRatioMax = 100 }).Send(message).Seen);
        Assert.Equal([nameof(RejectReason.InflatedTooLarge)], Connect(new ForwardOptions { InflateRatioMax = 2000 }).Send(message).Seen);
    }

    [Fact]
    public void A_message_of_many_events_need_not_be_in_memory()
    {
        ForwardOptions options = new() { EntryBytesMax = 200 };
        byte[] message = Pack.Of(new List<object?> { "t", Enumerable.Range(0, 10_000).Select(static n => (object?)new List<object?> { n + 1, new Map { ["message"] = $"m{n}" } }) });
        MemoryConnection connection = Connect(options);
        foreach (byte[] piece in message.Chunk(1_000))
        {
            connection.Send(piece);
            Assert.InRange(connection.RestBytes, 0, 200);
        }

        Assert.Equal(10_000, connection.Seen.Count);
    }

    [Fact]
    public void An_event_beyond_the_limit_ends_the_connection_before_it_is_all_there()
    {
        byte[] message = Message("t", 1, new Map { ["message"] = new string('x', 1_000) });
        MemoryConnection connection = Connect(new ForwardOptions { EntryBytesMax = 900 }).Send(message.AsSpan(0, 40));

        Assert.Equal([nameof(RejectReason.FrameTooLarge)], connection.Seen);
    }

    [Theory]
    [InlineData("C1")]
    [InlineData("01")]
    [InlineData("90")]
    [InlineData("9101")]
    [InlineData("92A17401")]
    [InlineData("95A17401028080")]
    [InlineData("9301A17480")]
    [InlineData("93A174C180")]
    [InlineData("7B226A736F6E223A317D")]
    public void What_is_no_message_ends_the_connection(string hex)
    {
        MemoryConnection connection = Connect().Send(Convert.FromHexString(hex));

        Assert.Equal([nameof(RejectReason.BadMessagePack)], connection.Seen);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public void Heartbeats_and_empty_messages_are_passed_by()
    {
        MemoryConnection connection = Connect().Send([0xC0, 0xC0])
            .Send(Pack.Of(new List<object?> { "t", new List<object?>(), new Map { ["chunk"] = "1" } }))
            .Send(Pack.Of(new List<object?> { "t", Array.Empty<byte>(), new Map { ["chunk"] = "2" } }));

        Assert.Empty(connection.Seen);
        Assert.Equal([.. Pack.Of(new Map { ["ack"] = "1" }), .. Pack.Of(new Map { ["ack"] = "2" })], connection.Answers);
    }

    [Theory]
    [InlineData("key", "ana", "pass", true)]
    [InlineData("other", "ana", "pass", false)]
    [InlineData("key", "ana", "wrong", false)]
    [InlineData("key", "bob", "pass", false)]
    public void With_a_shared_key_nobody_sends_before_both_sides_have_proved_it(string key, string user, string password, bool isLetIn)
    {
        ForwardOptions options = new() { SharedKey = "key", Users = new Dictionary<string, string>(StringComparer.Ordinal) { ["ana"] = "pass" } };
        MemoryConnection connection = Connect(options);
        byte[] helo = connection.Answers;
        (byte[] nonce, byte[] salt) = (helo[16..48], helo[56..88]);
        Assert.Equal(Pack.Of(new List<object?> { "HELO", new Map { ["nonce"] = new Pack.Raw([0xDA, 0, 32, .. nonce]), ["auth"] = new Pack.Raw([0xDA, 0, 32, .. salt]), ["keepalive"] = true } }), helo);

        connection.Send(Pack.Of(new List<object?>
        {
            "PING", "client", "salt", Digest("salt"u8, "client"u8, nonce, Encoding.UTF8.GetBytes(key)), user,
            Digest(salt, Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(password)),
        })).Send(Message("t", 1, new Map { ["message"] = "m" }));

        byte[] pong = connection.Answers[helo.Length..];
        Assert.Equal(isLetIn ? (byte)0xC3 : (byte)0xC2, pong[6]);
        Assert.Equal(isLetIn, connection.IsOpen);
        Assert.Equal(isLetIn ? "t|||" : nameof(RejectReason.NotAuthenticated), isLetIn ? Assert.Single(connection.Seen)[..4] : Assert.Single(connection.Seen));
        if (isLetIn)
            Assert.Contains(Digest("salt"u8, "loghog"u8, nonce, "key"u8), Encoding.Latin1.GetString(pong), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_before_the_handshake_ends_the_connection() =>
        Assert.Equal([nameof(RejectReason.NotAuthenticated)], Connect(new ForwardOptions { SharedKey = "key" }).Send(Message("t", 1, new Map { ["message"] = "m" })).Seen);

    [Fact]
    public void Messages_may_come_in_any_pieces() =>
        Mutations.AssertSplitsDoNotMatter(Conversation(), static () => new ForwardDecoder(Open) { ReceivedUnixNs = ReceivedUnixNs }, static () => Session(Open));

    [Fact]
    public void Damaged_messages_do_no_harm() => Mutations.RunStream(
        [Conversation(), Many("gzip", "c"), Many("entries", "c"), Many("packed", "c")],
        [0x00, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x92, 0x93, 0x94, 0xA0, 0xA1, .. Enumerable.Range(0xC0, 64).Select(static lead => (byte)lead)],
        new ForwardDecoder(Open), static () => Session(Open));

    [Fact]
    public void Damaged_handshakes_do_no_harm()
    {
        ForwardOptions options = new() { SharedKey = "key" };
        byte[] ping = Pack.Of(new List<object?> { "PING", "client", "salt", new string('0', 128), "", "" });
        Mutations.RunStream([ping], [0x92, 0x95, 0x96, 0x97, 0xA0, 0xA4, 0xC0, 0xC4, 0xDB], new ForwardDecoder(options), () => Session(options));
    }

    private static byte[] Conversation() =>
    [
        .. Message("shop.web", Time, new Map { ["message"] = "é€", ["a"] = new Map { ["b"] = new List<object?> { 1, null, new Map { ["c"] = 1.5 } } } }),
        .. Many("entries", "c1"), 0xC0, .. Many("packed", "c2"), .. Many("gzip", "c3"), .. Many("entries", null),
        .. Pack.Of(new List<object?> { "t", 5, new Map { ["log"] = "x" }, new Map { ["chunk"] = "c4", ["size"] = 1 } }),
    ];

    private static byte[] Message(string tag, object time, Map record) => Pack.Of(new List<object?> { tag, time, record });

    private static byte[] Many(string mode, string? chunk)
    {
        Map options = new() { ["size"] = 3 };
        if (mode.StartsWith("gzip", StringComparison.Ordinal))
            options["compressed"] = "gzip";
        if (chunk is not null)
            options["chunk"] = chunk;
        object entries = mode switch
        {
            "entries" => new Pack.Raw([0x93, .. Entries]),
            "packed" => Entries,
            "text" => new Pack.Raw([0xDA, (byte)(Entries.Length >> 8), (byte)Entries.Length, .. Entries]),
            "gzip" => Pack.Gzip(Entries),
            _ => (byte[])[.. Pack.Gzip(Entries[..20]), .. Pack.Gzip(Entries[20..])],
        };
        List<object?> message = ["app", entries];
        if (chunk is not null || mode.StartsWith("gzip", StringComparison.Ordinal))
            message.Add(options);
        return Pack.Of(message);
    }

    private static string Digest(ReadOnlySpan<byte> one) => Convert.ToHexStringLower(SHA512.HashData(one));

    private static string Digest(ReadOnlySpan<byte> one, ReadOnlySpan<byte> two, ReadOnlySpan<byte> three, ReadOnlySpan<byte> four = default) =>
        Digest([.. one, .. two, .. three, .. four]);

    private static ForwardSession Session(ForwardOptions options) => new(options, static bytes => bytes.Fill(0x5A));

    private static MemoryConnection Connect(ForwardOptions? options = null) =>
        new(new ForwardDecoder(options ?? Open) { ReceivedUnixNs = ReceivedUnixNs }, Session(options ?? Open));
}
