using System.Net;
using System.Text;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

public sealed class QueryEndpointTests(SelectDaemon daemon) : IClassFixture<SelectDaemon>
{
    private readonly LogHogProcess _hog = daemon.Hog;

    [Fact]
    public async Task Rows_come_as_json_lines_with_the_count_of_problems_behind_them()
    {
        Asked asked = await _hog.Ask("query", ("query", "{app=\"shop\"} level:error"));

        Assert.Equal((HttpStatusCode.OK, "application/stream+json"), (asked.Status, asked.ContentType));
        Assert.Equal(["0"], asked.Headers["LogHog-Problems"]);
        Assert.Matches(@"^\d+\.\d{3}$", asked.Headers["VL-Request-Duration-Seconds"].Single());
        Assert.NotEmpty(asked.Rows);
        Assert.All(asked.Column("app"), app => Assert.Equal("shop", app));
        Assert.All(asked.Column("level"), level => Assert.Equal("error", level));
    }

    [Fact]
    public async Task A_query_comes_in_the_address_or_in_the_body()
    {
        Asked byGet = await _hog.AskByGet("/select/logsql/query?query=user%3A%C3%A9lodie+%7C+count%28%29+as+n");
        Asked byPost = await _hog.Ask("query", ("query", "user:élodie | count() as n"));

        Assert.Equal("{\"n\":\"257\"}\n", byGet.Text);
        Assert.Equal(byGet.Text, byPost.Text);
    }

    [Fact]
    public async Task A_limit_gives_the_newest_and_an_offset_the_next()
    {
        string[] all = (await _hog.Ask("query", ("query", "refused"))).Column("_time");
        string[] newest = [.. all.OrderDescending(StringComparer.Ordinal).Take(30)];

        Assert.Equal(newest[..10], (await _hog.Ask("query", ("query", "refused"), ("limit", "10"))).Column("_time"));
        Assert.Equal(newest[10..30], (await _hog.Ask("query", ("query", "refused"), ("limit", "20"), ("offset", "10"))).Column("_time"));
    }

    [Fact]
    public async Task A_limit_leaves_the_order_of_a_query_that_sorts_itself()
    {
        Asked asked = await _hog.Ask("query", ("query", "* | sort by (_time) | fields _time"), ("limit", "2"));

        Assert.Equal(["2026-11-18T00:00:14.289207Z", "2026-11-18T00:01:19.91085Z"], asked.Column("_time"));
    }

    [Theory]
    [InlineData("2026-11-19", "2026-11-20")]
    [InlineData("2026-11-19T00:00:00Z", "2026-11-20T01:00:00+01:00")]
    [InlineData("1795046400", "1795132800")]
    [InlineData("1795046400.0", "1795132800000")]
    [InlineData("1795046400000000", "1795132800000000000")]
    public async Task The_time_range_may_be_written_in_many_ways(string start, string end)
    {
        long everything = await Count("_time:2026-11-19");
        Assert.Equal(everything, await Count("*", ("start", start), ("end", end)));
        Assert.InRange(everything, 1000, 3000);
    }

    [Fact]
    public async Task The_end_is_not_part_of_the_range_and_the_start_is()
    {
        (string, string) first = ("start", "2026-11-18T00:00:14.289207Z");

        Assert.Equal(1, await Count("*", first, ("end", "2026-11-18T00:01:19.910850Z")));
        Assert.Equal(2, await Count("*", first, ("end", "2026-11-18T00:01:19.910851Z")));
    }

    [Fact]
    public async Task What_is_relative_in_a_query_is_so_to_the_end_of_the_range() =>
        Assert.Equal(await Count("_time:2026-11-18"), await Count("_time:1d", ("end", "2026-11-19")));

    [Fact]
    public async Task The_time_range_holds_in_sub_queries_unless_they_say_otherwise()
    {
        (string, string)[] day = [("start", "2026-11-19"), ("end", "2026-11-20")];
        long narrow = await Count("trace_id:in(_time:2026-11-18 | fields trace_id)", day);
        long wide = await Count("* | join by (level) (options(ignore_global_time_filter=true) _time:2026-11-18 | stats by (level) count() as old) inner", day);

        Assert.Equal(0, narrow);
        Assert.Equal(await Count("*", day), wide);
        Assert.Equal(4000, await Count("options(ignore_global_time_filter=true) *", day));
    }

    [Fact]
    public async Task Extra_filters_hold_beside_the_query_in_both_forms()
    {
        long shop = await Count("app:=shop level:=error");

        Assert.Equal(shop, await Count("level:=error", ("extra_filters", "app:=shop")));
        Assert.Equal(shop, await Count("*", ("extra_filters", "app:=shop"), ("extra_filters", "level:=error")));
        Assert.Equal(shop, await Count("*", ("extra_filters", """{"app":"shop","level":["error","none"]}""")));
        Assert.Equal(shop, await Count("level:=error", ("extra_stream_filters", """{app="shop"}""")));
        Assert.Equal(shop, await Count("level:=error", ("extra_stream_filters", """{"app":["shop"]}""")));
        Assert.Equal(0, await Count("app:=auth | union (app:=auth)", ("extra_filters", "app:=shop")));
    }

    [Theory]
    [InlineData("start", "yesteryear")]
    [InlineData("end", "1 o'clock")]
    [InlineData("time", "x")]
    [InlineData("limit", "-1")]
    [InlineData("limit", "ten")]
    [InlineData("offset", "1.5")]
    [InlineData("timeout", "soon")]
    [InlineData("timeout", "0s")]
    [InlineData("ignore_pipes", "maybe")]
    [InlineData("extra_filters", "app:=(")]
    [InlineData("extra_stream_filters", """{"app":1}""")]
    public async Task A_wrong_parameter_is_named(string name, string value)
    {
        Asked asked = await _hog.Ask("query", ("query", "*"), (name, value));

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (asked.Status, asked.ContentType));
        Assert.Equal(name, asked.Json.GetProperty("parameter").GetString());
        Assert.Equal(400, asked.Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(asked.Json.GetProperty("title").GetString()!);
    }

    [Fact]
    public async Task A_wrong_query_is_told_with_its_place()
    {
        JsonElement problem = (await _hog.Ask("query", ("query", "level:error | stats by (app) cuont()"))).Json;
        JsonElement below = (await _hog.Ask("query", ("query", "level:error\n| stats by (app)\n  cuont()"))).Json;

        Assert.Contains("did you mean count?", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(("query", 29), (problem.GetProperty("parameter").GetString(), problem.GetProperty("position").GetInt32()));
        Assert.False(problem.TryGetProperty("line", out _));
        Assert.Equal((3, 3), (below.GetProperty("line").GetInt32(), below.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task A_parameter_given_twice_must_say_the_same()
    {
        Assert.Equal(HttpStatusCode.OK, (await _hog.Ask("query", ("query", "x_y_z"), ("limit", "1"), ("limit", "1"))).Status);
        Asked asked = await _hog.Ask("query", ("query", "*"), ("limit", "1"), ("limit", "2"));

        Assert.Equal(HttpStatusCode.BadRequest, asked.Status);
        Assert.Equal("limit", asked.Json.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task A_query_is_needed()
    {
        Asked asked = await _hog.Ask("query");

        Assert.Equal((HttpStatusCode.BadRequest, "query"), (asked.Status, asked.Json.GetProperty("parameter").GetString()));
    }

    [Theory]
    [InlineData("query=%ff%fe")]
    [InlineData("query=%zz")]
    [InlineData("query=%")]
    public async Task What_is_no_text_is_refused(string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/select/logsql/query");
        request.Content = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded");
        Asked posted = await Asked.Of(await _hog.Send(request));

        Assert.Equal((HttpStatusCode.BadRequest, "query"), (posted.Status, posted.Json.GetProperty("parameter").GetString()));
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/select/logsql/query");
        request.Content = new StringContent("""{"query":"*"}""", Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Asked.Of(await _hog.Send(request))).Status);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_behind_the_rows()
    {
        string folder = Path.Combine(_hog.LogDir, "damaged");
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "größe.log.2026-11-18-00-00-00-000000.gz");
        await File.WriteAllBytesAsync(file, [0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        try
        {
            Asked asked = await _hog.Ask("query", ("query", "refused"));

            Assert.NotEmpty(asked.Rows);
            Assert.Equal(["1"], asked.Headers["LogHog-Problems"]);
            Assert.StartsWith("damaged/gr%C3%B6%C3%9Fe.log.2026", asked.Headers["LogHog-Problem"].Single(), StringComparison.Ordinal);
            Asked counted = await _hog.Ask("field_names", ("query", "*"));
            Assert.Equal(["1"], counted.Headers["LogHog-Problems"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<long> Count(string query, params (string Name, string Value)[] parameters)
    {
        Asked asked = await _hog.Ask("query", [("query", $"{query} | count() as n"), .. parameters]);
        Assert.True(asked.Status == HttpStatusCode.OK, asked.Text);
        return long.Parse(asked.Column("n").Single(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
