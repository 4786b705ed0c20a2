using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Sending;

/// <summary>The real program against a socket of the test, which sees the very bytes.</summary>
public sealed class SendCommandTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly TempFolder _folder = new();

    public SendCommandTests() => _server.Start();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_message_arrives_as_one_frame_of_version_1()
    {
        Task<List<JsonElement>> received = Receive();

        ProgramResult result = await Send(["-a", "shop", "-m", "web.requests", "--host", "web01", "Order 42 failed"]);

        Assert.True(result.ExitCode == 0, result.ToString());
        JsonElement message = Assert.Single(await received);
        Assert.Equal(1, message.GetProperty("version").GetInt32());
        Assert.Equal("shop", message.GetProperty("app_id").GetString());
        Assert.Equal("web.requests", message.GetProperty("module").GetString());
        Assert.Equal("web01", message.GetProperty("hostname").GetString());
        Assert.Equal("Order 42 failed", message.GetProperty("body").GetString());
        Assert.False(message.TryGetProperty("signature", out _));
    }

    [Fact]
    public async Task Fields_keep_their_types_and_text_that_only_looks_like_a_number_stays_text()
    {
        Task<List<JsonElement>> received = Receive();

        await Send(["-a", "shop", "-f", "order=42", "-f", "zip=01067", "-f", "paid=true", "-f", "eur=9.50", "-f", "note=a=b", "x"]);

        JsonElement message = Assert.Single(await received);
        Assert.Equal("42", message.GetProperty("order").GetRawText());
        Assert.Equal("\"01067\"", message.GetProperty("zip").GetRawText());
        Assert.Equal("true", message.GetProperty("paid").GetRawText());
        Assert.Equal("9.50", message.GetProperty("eur").GetRawText());
        Assert.Equal("\"a=b\"", message.GetProperty("note").GetRawText());
    }

    [Fact]
    public async Task Each_line_of_standard_input_is_a_message()
    {
        Task<List<JsonElement>> received = Receive();

        await Send(["-a", "shop", "-"], "one\ntwo\r\n\nünvollendet");

        Assert.Equal(["one", "two", "", "ünvollendet"], (await received).Select(Body));
    }

    [Fact]
    public async Task A_line_beyond_the_limit_goes_in_parts_that_break_no_character()
    {
        string line = new('ä', 200_000);
        Task<List<JsonElement>> received = Receive();

        await Send(["-a", "shop", "-"], "x" + line + "\nlast\n");

        List<string> bodies = [.. (await received).Select(Body)];
        Assert.Equal("last", bodies[^1]);
        Assert.True(bodies.Count > 2, "The line is longer than one message may be.");
        Assert.Equal("x" + line, string.Concat(bodies[..^1]));
    }

    [Fact]
    public async Task Multiline_makes_one_message_of_all_of_standard_input()
    {
        Task<List<JsonElement>> received = Receive();

        await Send(["-a", "shop", "--multiline", "-"], "Traceback:\n  line 1\n  line 2\n");

        Assert.Equal("Traceback:\n  line 1\n  line 2", Body(Assert.Single(await received)));
    }

    [Fact]
    public async Task Version_2_signs_with_the_secret_of_the_file_and_a_nonce()
    {
        File.WriteAllText(_folder["secret"], "swordfish\n");
        Task<List<JsonElement>> received = Receive();

        await Send(["-a", "shop", "--secret-file", _folder["secret"], "--v2", "one"]);

        JsonElement message = Assert.Single(await received);
        Assert.Equal(2, message.GetProperty("version").GetInt32());
        Assert.Matches("^[A-Za-z0-9_-]{22}$", message.GetProperty("nonce").GetString());
        Assert.Equal(Sign(message), message.GetProperty("signature").GetString());
    }

    [Fact]
    public async Task A_datagram_is_one_frame()
    {
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        ProgramResult result = await ExternalProgram.RunAsync(
            Repository.Loghog, "send", "-a", "shop", "--udp", "-s", $"{udp.Client.LocalEndPoint}", "hello");

        Assert.True(result.ExitCode == 0, result.ToString());
        byte[] datagram = (await udp.ReceiveAsync()).Buffer;
        Assert.Equal(datagram.Length - 8, BinaryPrimitives.ReadInt32BigEndian(datagram));
        Assert.Equal("hello", Body(JsonDocument.Parse(datagram.AsMemory(8)).RootElement));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_port_where_nobody_listens_ends_with_4(bool udp)
    {
        EndPoint gone = _server.LocalEndpoint;
        _server.Stop();
        string[] arguments = ["send", "-a", "shop", "-s", $"{gone}", "hello"];

        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghog, udp ? [.. arguments, "--udp"] : arguments);

        Assert.True(result.ExitCode == 4, result.ToString());
        Assert.Contains($"{gone}", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_resets_the_connection_ends_it_with_4()
    {
        Task reset = Task.Run(async () =>
        {
            using Socket connection = await _server.AcceptSocketAsync();
            await connection.ReceiveAsync(new byte[1]);
            connection.LingerState = new LingerOption(enable: true, seconds: 0);
        });

        ProgramResult result = await Send(["-a", "shop", "-"], string.Concat(Enumerable.Repeat("a line\n", 200_000)));

        await reset;
        Assert.True(result.ExitCode == 4, result.ToString());
        Assert.Contains("closed the connection", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", "hello")]
    [InlineData("send", "-a", "shop")]
    [InlineData("send", "-a", "shop", "--v2", "hello")]
    [InlineData("send", "-a", "shop", "--multiline", "hello")]
    [InlineData("send", "-a", "shop", "--field", "body=x", "hello")]
    [InlineData("send", "-a", "shop", "--field", "nothing", "hello")]
    [InlineData("send", "-a", "shop", "--server", "host:port", "hello")]
    [InlineData("send", "-a", "shop", "--secret-file", "/no/such/file", "hello")]
    [InlineData("sned")]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_is_wrong(params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(Repository.Loghog, arguments);

        Assert.True(result.ExitCode == 2, result.ToString());
        Assert.StartsWith("loghog: ", result.Errors, StringComparison.Ordinal);
    }

    private Task<ProgramResult> Send(string[] arguments, string input = "") => ExternalProgram.RunAsync(
        new ProcessStartInfo(Repository.Loghog, ["send", "-s", $"{_server.LocalEndpoint}", .. arguments]), input);

    private static string Body(JsonElement message) => message.GetProperty("body").GetString()!;

    /// <summary>One connection to its end, as frames.</summary>
    private async Task<List<JsonElement>> Receive()
    {
        using TcpClient connection = await _server.AcceptTcpClientAsync();
        using var bytes = new MemoryStream();
        await connection.GetStream().CopyToAsync(bytes);
        var messages = new List<JsonElement>();
        for (ReadOnlyMemory<byte> rest = bytes.ToArray(); rest.Length > 0;)
        {
            int size = BinaryPrimitives.ReadInt32BigEndian(rest.Span);
            Assert.Equal(0, BinaryPrimitives.ReadInt32BigEndian(rest.Span[4..]));
            messages.Add(JsonDocument.Parse(rest.Slice(8, size)).RootElement);
            rest = rest[(8 + size)..];
        }

        return messages;
    }

    /// <summary>The specification's words, not the product's code: HMAC-SHA256 over each text behind its length.</summary>
    private static string Sign(JsonElement message)
    {
        using var covered = new MemoryStream();
        foreach (string key in new[] { "key_id", "app_id", "module", "stamp", "nsecs", "hostname", "nonce", "body" })
        {
            byte[] text = Encoding.UTF8.GetBytes(message.GetProperty(key).ToString());
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            covered.Write(length);
            covered.Write(text);
        }

        return Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData("swordfish"u8, covered.ToArray()));
    }
}
