using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Tls;

/// <summary>The real daemon with certificates of <c>loghog cert</c>, and real clients.</summary>
public sealed class TlsListenerTests : TlsTests
{
    [Fact]
    public async Task Python_sends_over_mutual_TLS_and_checks_the_server_by_name()
    {
        await using LogHogProcess hog = await StartAsync();
        foreach (string python in Pythons.Versions.Where(static version => version is not ("2.7" or "3.6" or "3.7")).Select(Pythons.Find).OfType<string>())
        {
            await using TlsClient client = TlsClient.Start(python);
            TlsAnswer answer = await client.ConnectAsync(Message(hog, $"from {python}", ca: Folder["loghog-ca.cert"], ciphers: "DEFAULT"));
            Assert.Equal("", answer.Error);
            Assert.StartsWith("TLSv1.", answer.Version, StringComparison.Ordinal);
            await WaitForLine(hog, "shop/root.log", $"from {python}");
        }
    }

    /// <summary>docs/tls.md; only the port is another one.</summary>
    [Fact]
    public async Task The_six_lines_of_the_manual_work()
    {
        string[] text = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "tls.md"), TestContext.Current.CancellationToken);
        int begin = Array.FindIndex(text, static line => line == "```sh") + 1;
        string[] lines = text[begin..Array.FindIndex(text, begin, static line => line == "```")];
        int port = FreePort();
        ProcessStartInfo start = new("bash", ["-c", string.Join('\n', lines).Replace("5577", $"{port}", StringComparison.Ordinal) + "\nkill $!; wait $!"])
        {
            WorkingDirectory = Folder.Path,
            Environment =
            {
                ["PATH"] = $"{Path.GetDirectoryName(Repository.Loghog)}:{Path.GetDirectoryName(Repository.Loghogd)}:{Environment.GetEnvironmentVariable("PATH")}",
                ["LOGHOGD_SERVER__LISTEN_IPV4"] = "127.0.0.1:0",
                ["LOGHOGD_SERVER__LISTEN_IPV4_SSL"] = $"127.0.0.1:{port}",
                ["LOGHOGD_HTTP__LISTEN"] = "127.0.0.1:0",
            },
        };

        using Process shell = Process.Start(start)!;
        // A busy machine takes its time for six programs, one after the other.
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        Assert.Equal(6, lines.Length);
        Assert.Contains("Hello, encrypted", await File.ReadAllTextAsync(Folder["log/my-app/root.log"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Openssl_sends_with_TLS_1_2_and_1_3()
    {
        await using LogHogProcess hog = await StartAsync();
        foreach (string version in new[] { "-tls1_2", "-tls1_3" })
        {
            byte[] frame = Frame(TlsClient.Payload("shop", "openssl " + version));
            string file = Folder["frame"];
            await File.WriteAllBytesAsync(file, frame);
            ProgramResult result = await ExternalProgram.RunAsync("sh", "-c",
                $"(cat '{file}'; sleep 1) | openssl s_client -quiet -no_ign_eof -verify_return_error {version} -connect 127.0.0.1:{TlsPort(hog)} "
                + $"-CAfile '{Folder["loghog-ca.cert"]}' -cert '{Folder["web01.pem"]}' -key '{Folder["web01.pem"]}' -x509_strict");
            Assert.True(result.ExitCode == 0, result.ToString());
            await WaitForLine(hog, "shop/root.log", "openssl " + version);
        }
    }

    [Fact]
    public async Task Old_versions_of_the_protocol_are_refused()
    {
        await using LogHogProcess hog = await StartAsync();
        await using TlsClient client = TlsClient.Start();

        TlsAnswer answer = await client.ConnectAsync(new { port = TlsPort(hog), pem = Folder["web01.pem"], max = "TLSv1_1" });

        Assert.False(answer.Handshake);
        await hog.WaitForMetrics(metrics => Refused(metrics, "protocol_version") == 1);
    }

    [Fact]
    public async Task Ciphers_without_forward_secrecy_or_authentication_are_refused()
    {
        await using LogHogProcess hog = await StartAsync();
        await using TlsClient client = TlsClient.Start();

        TlsAnswer answer = await client.ConnectAsync(new { port = TlsPort(hog), pem = Folder["web01.pem"], max = "TLSv1_2", ciphers = "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384:AES128-GCM-SHA256:@SECLEVEL=0" });

        Assert.False(answer.Handshake);
        await hog.WaitForMetrics(metrics => Refused(metrics, "no_common_cipher") == 1);
    }

    [Fact]
    public async Task Plain_text_on_the_TLS_port_and_TLS_on_the_plain_port_disturb_nobody()
    {
        await using LogHogProcess hog = await StartAsync();
        await using TlsClient client = TlsClient.Start();

        await SendPlain(TlsPort(hog), Frame(TlsClient.Payload("shop", "plain")));
        await SendPlain(TlsPort(hog), "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        TlsAnswer wrong = await client.ConnectAsync(new { port = hog.TcpPort, pem = Folder["web01.pem"] });

        Assert.False(wrong.Handshake);
        await hog.WaitForMetrics(metrics => Refused(metrics, "not_tls") == 2);
        Assert.Equal("", (await client.ConnectAsync(Message(hog, "after it"))).Error);
        await WaitForLine(hog, "shop/root.log", "after it");
    }

    [Fact]
    public async Task Half_open_handshakes_cost_nobody_else_anything_and_leave_nothing()
    {
        await using LogHogProcess hog = await StartAsync("[limits]\nhandshake_timeout = 2s\nmax_handshakes = 100\n");
        await using TlsClient client = TlsClient.Start();
        Assert.Equal("", (await client.ConnectAsync(Message(hog, "before"))).Error);
        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_connections_open", "input=\"loghog_tls\"") == 0);
        int descriptors = Descriptors(hog);

        List<Socket> halfOpen = [];
        byte[] hello = ClientHello();
        for (int i = 0; i < 500; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, TlsPort(hog)));
            // Nothing; one byte; half of the first message; all of it and nothing more.
            socket.Send(hello.AsSpan(0, (i % 4) switch { 0 => 0, 1 => 1, 2 => hello.Length / 2, _ => hello.Length }));
            halfOpen.Add(socket);
            if (i % 100 == 99)
                Assert.Equal("", (await client.ConnectAsync(Message(hog, $"beside {i}"))).Error);
        }

        await WaitForLine(hog, "shop/root.log", "beside 499");
        // 125 have said hello, of whom 100 may; the others have time.
        await hog.WaitForMetrics(metrics => Refused(metrics, "too_many_handshakes") >= 20
            && Refused(metrics, "too_many_handshakes") + Refused(metrics, "handshake_timeout") == 500
            && metrics.Sum("loghog_tls_handshakes_open") == 0 && metrics.Sum("loghog_connections_open", "input=\"loghog_tls\"") == 0);
        Assert.InRange(Descriptors(hog), descriptors - 20, descriptors + 20);
        halfOpen.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    public async Task Renegotiation_is_off()
    {
        await using LogHogProcess hog = await StartAsync();

        ProgramResult result = await ExternalProgram.RunAsync("sh", "-c",
            $"(echo R; sleep 1; echo R; sleep 1) | openssl s_client -tls1_2 -connect 127.0.0.1:{TlsPort(hog)} -cert '{Folder["web01.pem"]}' -key '{Folder["web01.pem"]}' -CAfile '{Folder["loghog-ca.cert"]}'");

        string[] afterwards = (result.Output + result.Errors).Split("RENEGOTIATING");
        Assert.Equal(2, afterwards.Length);
        Assert.Contains("error:", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Compression: NONE", result.Output, StringComparison.Ordinal);
    }

    /// <summary>A ticket that a client has not read when it closes makes its kernel throw away what was not yet sent.</summary>
    [Fact]
    public async Task No_session_tickets_come_before_the_client_has_ended_so_that_who_only_sends_can_close_at_any_moment()
    {
        await using LogHogProcess hog = await StartAsync();

        ProgramResult result = await ExternalProgram.RunAsync("sh", "-c",
            $"sleep 1 | openssl s_client -tls1_3 -connect 127.0.0.1:{TlsPort(hog)} -cert '{Folder["web01.pem"]}' -key '{Folder["web01.pem"]}' -CAfile '{Folder["loghog-ca.cert"]}'");

        Assert.Contains("TLSv1.3", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("New Session Ticket", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_bound_to_hosts_and_applications()
    {
        await using LogHogProcess hog = await StartAsync("[client:web01]\nhosts = web01, web01.*\napps = shop\n");
        await using TlsClient client = TlsClient.Start();

        await client.ConnectAsync(Message(hog, "its own host", host: "WEB01.example.com"));
        await client.ConnectAsync(Message(hog, "another host", host: "db01"));
        await client.ConnectAsync(Message(hog, "another app", app: "bank"));

        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_rejected_total", "input=\"loghog_tls\"", "reason=\"client_not_allowed\"") == 2);
        Assert.Contains("its own host", Assert.Single(LogFolder.Lines(hog, "shop/root.log")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(hog.LogDir, "bank")));
    }

    [Fact]
    public async Task A_facility_wants_a_certificate_of_a_name()
    {
        await using LogHogProcess hog = await StartAsync(
            facilities: TestConfiguration.AnyApplication + "[bank]\nrotate = daily\nbackup_count = 3\nclients = bank*\n");
        await Loghog("cert", "client", "bank1");
        await using TlsClient client = TlsClient.Start();

        await SendPlain(hog.TcpPort, Frame(TlsClient.Payload("bank", "plain")));
        await client.ConnectAsync(Message(hog, "of another", app: "bank"));
        await client.ConnectAsync(Message(hog, "of its own", app: "bank", pem: Folder["bank1.pem"]));

        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_stored_total", "input=\"loghog_tls\"") == 1
            && metrics.Sum("loghog_events_rejected_total", "input=\"loghog_tls\"", "reason=\"client_not_allowed\"") == 1
            && metrics.Sum("loghog_events_rejected_total", "input=\"loghog_tcp\"", "reason=\"client_not_allowed\"") == 1);
        Assert.Contains("of its own", Assert.Single(LogFolder.Lines(hog, "bank/root.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sslscan_finds_nothing()
    {
        await using LogHogProcess hog = await StartAsync();

        await TlsScan.AssertIsGoodAsync(TlsPort(hog));
    }

    private static int FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static int Descriptors(LogHogProcess hog) => Directory.GetFileSystemEntries($"/proc/{hog.ProcessId}/fd").Length;

    /// <summary>A client's first message as .NET writes it, caught on its way.</summary>
    private static byte[] ClientHello()
    {
        using MemoryStream caught = new();
        using var tls = new System.Net.Security.SslStream(new Caught(caught));
        Assert.ThrowsAny<Exception>(() => tls.AuthenticateAsClient("localhost"));
        return caught.ToArray();
    }

    private static async Task SendPlain(int port, byte[] bytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = client.GetStream();
        byte[] nothing = new byte[16];
        try
        {
            await stream.WriteAsync(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(nothing) > 0)
            {
            }
        }
        catch (IOException)
        {
            // It did not want to hear the rest.
        }
    }

    private sealed class Caught(MemoryStream to) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => 0;

        public override long Position { get; set; }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override long Seek(long offset, SeekOrigin origin) => 0;

        public override void SetLength(long value)
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);
    }
}
