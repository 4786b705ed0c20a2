using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary>The commands that ask, against a real daemon.</summary>
public sealed class ServerSearchTests : IAsyncLifetime
{
    private LogHogProcess _hog = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _hog = await LogHogProcess.StartAsync("[auth]\nanonymous_query = no\n[compressor]\nformat = gzip\n");
        _token = (await ExternalProgram.RunAsync(Repository.Loghog, "token", "add", "reader", "--apps", "shop", "--can", "query", "-c", Path.Combine(_hog.Folder, "loghogd.conf"))).Output.Trim();
        string server = $"127.0.0.1:{_hog.TcpPort}";
        foreach ((string app, string text) in new[] { ("shop", "Order 42 failed"), ("shop", "Order 43 paid \u001b[31m"), ("other", "Order 44 secret") })
            Assert.Equal(0, (await ExternalProgram.RunAsync(Repository.Loghog, "send", "-s", server, "-a", app, "-m", "web", "--host", "web01", text, "--field", "order=1")).ExitCode);
        await _hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_stored_total") >= 3);
    }

    [Fact]
    public async Task Finds_shows_and_counts_what_the_token_allows()
    {
        ProgramResult raw = await Ask("search", "Order", "-o", "template", "-t", "<app>/<module> <host>: <_msg>");
        ProgramResult stats = await Ask("stats", "--by", "app");

        Assert.Equal("shop/web web01: Order 42 failed\nshop/web web01: Order 43 paid \u001b[31m\n", raw.Output);
        Assert.Equal("app   hits\nshop     2\n", stats.Output);
        Assert.Equal((0, 0), (raw.ExitCode, stats.ExitCode));
    }

    [Fact]
    public async Task The_server_and_its_folder_give_the_same_answer()
    {
        ProgramResult served = await Ask("search", "Order", "-a", "shop", "-o", "json");
        ProgramResult read = await ExternalProgram.RunAsync(Repository.Loghog, "search", "--dir", _hog.LogDir, "Order", "-a", "shop", "-o", "json");

        Assert.Equal(read.Output, served.Output);
        Assert.NotEqual("", read.Output);
    }

    [Fact]
    public async Task Nothing_found_is_1_with_a_hint()
    {
        ProgramResult search = await Ask("search", "rder");

        Assert.Equal("loghog: no whole word matches; 2 events match inside of longer words: '*rder*'\n", search.Errors);
        Assert.Equal(1, search.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lh_wrong")]
    public async Task No_token_or_a_wrong_one_is_3(string token)
    {
        _token = token;

        ProgramResult search = await Ask("search", "Order");

        Assert.True(search.ExitCode == 3, search.ToString());
        Assert.Contains("LOGHOG_TOKEN", search.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_archive_of_the_server_is_5_and_the_rest_is_shown()
    {
        string damaged = Path.Combine(_hog.LogDir, "shop", "web.log.2026-11-19-00-00-00-000000.gz");
        File.WriteAllBytes(damaged, [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

        ProgramResult part = await Ask("search", "failed", "-o", "raw");

        Assert.True(part.ExitCode == 5, part.ToString());
        Assert.Equal("Order 42 failed\n", part.Output);
        Assert.Contains("web.log.2026-11-19", part.Errors, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _hog.DisposeAsync();

    private Task<ProgramResult> Ask(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.Loghog, [command, .. arguments]);
        start.Environment["LOGHOG_HTTP"] = $"127.0.0.1:{_hog.HttpPort}";
        start.Environment["LOGHOG_TOKEN"] = _token;
        return ExternalProgram.RunAsync(start, "");
    }
}
