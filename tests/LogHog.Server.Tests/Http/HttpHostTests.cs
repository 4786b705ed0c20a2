using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http;

public sealed class HttpHostTests : IAsyncLifetime
{
    private LogHogProcess _hog = null!;

    public async ValueTask InitializeAsync() => _hog = await LogHogProcess.StartAsync();

    public ValueTask DisposeAsync() => _hog.DisposeAsync();

    [Fact]
    public async Task The_status_tells_where_it_listens_and_where_files_go()
    {
        using JsonDocument status = JsonDocument.Parse(await _hog.Get("/api/v1/status"));

        JsonElement root = status.RootElement;
        Assert.Equal(_hog.LogDir, root.GetProperty("log_dir").GetString());
        Assert.Equal(_hog.ProcessId, root.GetProperty("process_id").GetInt32());
        Assert.Contains(
            root.GetProperty("listening").EnumerateArray(),
            at => at.GetProperty("kind").GetString() == "http" && at.GetProperty("address").GetString() == $"127.0.0.1:{_hog.HttpPort}");
    }

    [Fact]
    public async Task The_front_page_is_html_that_may_run_no_script()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        using HttpResponseMessage page = await _hog.Send(request);

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains(_hog.LogDir, await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_beyond_the_limit_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Long", new string('a', 20_000));

        using HttpResponseMessage response = await _hog.Send(request);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Noise_on_the_port_ends_only_its_own_connection()
    {
        using var noise = new TcpClient();
        await noise.ConnectAsync(IPAddress.Loopback, _hog.HttpPort);
        await noise.GetStream().WriteAsync(Encoding.ASCII.GetBytes("\0\0\0\u0001nonsense\r\n\r\n"));
        using var reader = new StreamReader(noise.GetStream());

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("live\n", await _hog.Get("/health/live"));
    }
}
