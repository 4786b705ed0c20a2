using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

public sealed class TailEndpointTests : IAsyncLifetime
{
    private LogHogProcess _hog = null!;

    public async ValueTask InitializeAsync() => _hog = await LogHogProcess.StartAsync();

    public ValueTask DisposeAsync() => _hog.DisposeAsync();

    [Fact]
    public async Task Rows_come_as_json_lines_while_the_answer_goes_on()
    {
        using TailClient tail = await TailClient.OpenAsync(_hog, "query=order&start_offset=0s");
        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (tail.Answer.StatusCode, tail.Answer.Content.Headers.ContentType!.MediaType));

        await TailClient.SendAsync(_hog, Frames.Message("shop", "web", "order 1"), Frames.Message("shop", "web", "something else"));
        JsonElement row = (await tail.ReadAsync())!.Value;
        await TailClient.SendAsync(_hog, Frames.Message("shop", "web", "order 2"));

        Assert.Equal(("order 1", "shop", "web"), (Text(row, "_msg"), Text(row, "app"), Text(row, "module")));
        Assert.Equal("""{app="shop",host="web01",module="web"}""", Text(row, "_stream"));
        Assert.Equal(["order 2"], await tail.ReadMessagesAsync(1));
    }

    [Fact]
    public async Task The_last_five_seconds_come_first_as_in_VictoriaLogs_and_more_or_less_as_asked()
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await TailClient.SendAsync(_hog, Frames.Message("shop", "", "old", stamp: now - 3000), Frames.Message("shop", "", "new", stamp: now + 60));

        using TailClient byDefault = await TailClient.OpenAsync(_hog, "query=*");
        using TailClient hour = await TailClient.OpenAsync(_hog, "query=*&start_offset=1h&offset=1s&refresh_interval=10ms");
        using TailClient newest = await TailClient.OpenAsync(_hog, "query=*&limit=1");
        using TailClient since = await TailClient.OpenAsync(_hog, $"query=*&start={now - 10}");
        using TailClient none = await TailClient.OpenAsync(_hog);
        await TailClient.SendAsync(_hog, Frames.Message("shop", "", "live"));

        Assert.Equal(["new", "live"], await byDefault.ReadMessagesAsync(2));
        Assert.Equal(["old", "new", "live"], await hour.ReadMessagesAsync(3));
        Assert.Equal(["new", "live"], await newest.ReadMessagesAsync(2));
        Assert.Equal(["new", "live"], await since.ReadMessagesAsync(2));
        Assert.Equal(["live"], await none.ReadMessagesAsync(1));
    }

    [Fact]
    public async Task Notices_tell_who_asks_for_them_when_it_is_live_what_was_left_out_and_the_end()
    {
        using TailClient tail = await TailClient.OpenAsync(_hog, "query=*&start_offset=0s&notices=1&rate=10");
        Assert.Equal("live", Text((await tail.ReadAsync())!.Value, "_tail"));

        await TailClient.SendAsync(_hog, [.. Enumerable.Range(0, 500).Select(static i => Frames.Message("shop", "", $"n{i}"))]);
        int rows = 0;
        int leftOut = 0;
        while (rows + leftOut < 500)
        {
            JsonElement line = (await tail.ReadAsync())!.Value;
            if (line.TryGetProperty("_tail", out JsonElement kind))
            {
                Assert.Equal(("skipped", "0"), (kind.GetString(), Text(line, "unseen")));
                leftOut += int.Parse(Text(line, "left_out"), System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                rows++;
            }
        }

        Assert.Equal(500, rows + leftOut);
        Assert.True(leftOut > 250, $"only {leftOut} were left out");
        _hog.Signal(ProcessSignal.Terminate);
        Assert.Equal("end", Text((await tail.ReadAsync())!.Value, "_tail"));
        Assert.Null(await tail.ReadAsync());
    }

    [Fact]
    public async Task A_stop_of_the_server_ends_tails_at_once_and_well()
    {
        using TailClient tail = await TailClient.OpenAsync(_hog);

        Assert.Equal(0, await _hog.StopAsync());

        Assert.Null(await tail.ReadAsync());
    }

    [Fact]
    public async Task What_cannot_be_followed_is_refused_with_a_reason()
    {
        (string, string)[] wrong =
        [
            ("query=*+|+count()", "'stats'"), ("query=*+|+sort+by+(_time)", "'sort'"), ("query=", "query: is missing"), ("query=(", "position"),
            ("query=*&start_offset=soon", "start_offset"), ("query=*&limit=1000000000", "limit"), ("query=*&rate=x", "rate"),
        ];
        foreach ((string parameters, string reason) in wrong)
        {
            using TailClient tail = await TailClient.OpenAsync(_hog, parameters);

            Assert.Equal(HttpStatusCode.BadRequest, tail.Answer.StatusCode);
            Assert.Contains(reason, await tail.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_costs_bounded_memory_and_nobody_anything_and_is_noticed_when_it_leaves()
    {
        const int Events = 100_000;
        using var lazy = new TcpClient();
        await lazy.ConnectAsync(IPAddress.Loopback, _hog.HttpPort);
        await lazy.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /select/logsql/tail?query=*&rate=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        await _hog.WaitForMetrics(static metrics => metrics.Sum("loghog_tails") == 1);

        string padding = new('x', 500);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TailClient.SendAsync(
            _hog, [.. Enumerable.Range(0, Events / 4).Select(i => Frames.Message("shop", "", $"{i} {padding}"))])));
        MetricsText metrics = await _hog.WaitForMetrics(static metrics => metrics.Sum("loghog_events_stored_total", "input=\"loghog_tcp\"") >= Events);

        Assert.True(metrics.Sum("loghog_tail_events_unseen_total") > 0, "it kept everything");
        Assert.True(metrics.Sum("loghog_tail_pending_bytes") < 12 << 20, "it keeps too much");
        lazy.Close();
        await _hog.WaitForMetrics(static metrics => metrics.Sum("loghog_tails") == 0 && metrics.Sum("loghog_tail_pending_bytes") == 0);
    }

    [Fact]
    public async Task A_token_sees_the_rows_of_its_applications_only_before_and_after_the_seam()
    {
        ProgramResult added = await ExternalProgram.RunAsync(
            Repository.Loghog, "token", "add", "reader", "--apps", "shop", "--can", "query", "-c", Path.Combine(_hog.Folder, "loghogd.conf"));
        Assert.True(added.ExitCode == 0, added.ToString());
        await TailClient.SendAsync(_hog, Frames.Message("shop", "", "mine, early"), Frames.Message("desk", "", "theirs, early"));

        TailClient tail;
        // The daemon looks at the file at most once a second.
        while ((tail = await TailClient.OpenAsync(_hog, "query=*+or+app:in(app:desk+|+fields+app)&start_offset=1h", added.Output.Trim())).Answer.StatusCode == HttpStatusCode.Unauthorized)
            tail.Dispose();
        await TailClient.SendAsync(_hog, Frames.Message("desk", "", "theirs, live"), Frames.Message("shop", "", "mine, live"));

        Assert.Equal(["mine, early", "mine, live"], await tail.ReadMessagesAsync(2));
        tail.Dispose();
    }

    private static string Text(JsonElement row, string field) => row.GetProperty(field).GetString()!;
}
