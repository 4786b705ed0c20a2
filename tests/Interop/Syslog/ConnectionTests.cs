using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Syslog;

/// <summary>What clients do to connections, and what a section's keys do to events.</summary>
public sealed class ConnectionTests
{
    private const string Json = "[*]\nrotate = daily\nbackup_count = 3\nformat = json\n";

    [Fact]
    public async Task The_end_of_a_connection_ends_its_last_message()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("[input:syslog]\ntcp = 127.0.0.1:0\n", Json);
        await SendAsync(hog, "<13>shop: one\n<13>shop: two");
        await SendAsync(hog, "100 <13>shop: three");
        await SendAsync(hog, "<13>shop: four\n\n\0");

        MetricsText metrics = await hog.StoredAsync(4);
        Assert.Equal(0, metrics.Sum("loghog_events_rejected_total"));
        JsonElement[] lines = Lines(hog, "shop/root.log");
        Assert.Equal(["four", "one", "three", "two"], lines.Select(static line => line.Text("@m")).Order(StringComparer.Ordinal));
        Assert.Equal(["truncated"], lines.Select(static line => line.Text("syslog.malformed")).Where(static fault => fault.Length > 0));
    }

    [Fact]
    public async Task The_keys_of_a_section_say_whose_events_they_are_and_how_they_are_read()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync("""
            [input:devices]
            type = syslog
            tcp = 127.0.0.1:0
            app = record:msgid
            module = record:facility
            host = client
            time_zone = +05:00
            framing = newline

            """, Json);
        await SendAsync(hog, "devices/tcp", "<14>1 2026-11-20T12:18:36 h a - ORDER - text\n13 <14>sw1: text\n<189>Nov 20 2026 12:18:36 sw1 %SYS-5-RESTART: up\n");

        await hog.StoredAsync(3);
        JsonElement order = Assert.Single(Lines(hog, "ORDER/root.log"));
        Assert.Equal(("user", "127.0.0.1", "2026-11-20T07:18:36.000000Z"), (order.Text("module"), order.Text("host"), order.Text("@t")));
        Assert.Equal("", order.Text("syslog.msgid"));
        JsonElement restart = Assert.Single(Lines(hog, "SYS-5-RESTART/root.log"));
        Assert.Equal(("local7", "2026-11-20T07:18:36.000000Z"), (restart.Text("module"), restart.Text("@t")));
        // Not counted: the section's name, and a mark.
        JsonElement line = Assert.Single(Lines(hog, "devices/root.log"));
        Assert.Equal(("13 <14>sw1: text", "priority"), (line.Text("@m"), line.Text("syslog.malformed")));
    }

    private static Task SendAsync(LogHogProcess hog, string text) => SendAsync(hog, "syslog/tcp", text);

    private static async Task SendAsync(LogHogProcess hog, string kind, string text)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, hog.Port(kind));
        await socket.SendAsync(Encoding.UTF8.GetBytes(text));
        socket.Shutdown(SocketShutdown.Send);
        await socket.ReceiveAsync(new byte[1]);
    }

    private static JsonElement[] Lines(LogHogProcess hog, string file) => [.. hog.Lines(file).Select(static line => JsonDocument.Parse(line).RootElement)];
}
