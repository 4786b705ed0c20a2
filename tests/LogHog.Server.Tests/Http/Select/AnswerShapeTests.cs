using System.Net;
using System.Text.Json;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

/// <summary>The endpoints beside <c>query</c>: numbers as the reference's corpus has them, in the reference's shapes.</summary>
public sealed class AnswerShapeTests(SelectDaemon daemon) : IClassFixture<SelectDaemon>
{
    private static readonly (string, string)[] Days = [("start", "2026-11-18"), ("end", "2026-11-20")];

    private readonly LogHogProcess _hog = daemon.Hog;

    [Fact]
    public async Task Hits_are_counted_by_step()
    {
        JsonElement hits = (await Ask("hits", ("query", "*"), ("step", "1d"))).GetProperty("hits")[0];

        Assert.Equal(["2026-11-18T00:00:00Z", "2026-11-19T00:00:00Z"], hits.GetProperty("timestamps").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(4000, hits.GetProperty("values").EnumerateArray().Sum(one => one.GetInt64()));
        Assert.Equal(4000, hits.GetProperty("total").GetInt64());
        Assert.Empty(hits.GetProperty("fields").EnumerateObject());
    }

    [Fact]
    public async Task Steps_begin_where_the_offset_says()
    {
        JsonElement hits = (await Ask("hits", ("query", "*"), ("step", "1d"), ("offset", "-2h"))).GetProperty("hits")[0];

        Assert.Equal(
            ["2026-11-17T22:00:00Z", "2026-11-18T22:00:00Z", "2026-11-19T22:00:00Z"],
            hits.GetProperty("timestamps").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task Hits_by_a_field_beyond_the_limit_are_counted_together()
    {
        JsonElement[] all = [.. (await Ask("hits", ("query", "*"), ("step", "week"), ("field", "level"))).GetProperty("hits").EnumerateArray()];
        JsonElement[] few = [.. (await Ask("hits", ("query", "*"), ("step", "week"), ("field", "level"), ("fields_limit", "2"))).GetProperty("hits").EnumerateArray()];

        Assert.Equal(["info=2043", "error=988", "warn=491", "debug=478"], all.Select(Text));
        Assert.Equal(["info=2043", "error=988", "=969"], few.Select(Text));

        static string Text(JsonElement one) =>
            $"{(one.GetProperty("fields").TryGetProperty("level", out JsonElement level) ? level.GetString() : "")}={one.GetProperty("total").GetInt64()}";
    }

    [Fact]
    public async Task Hits_are_those_of_the_rows_and_not_of_what_is_made_of_them()
    {
        (string, string) step = ("step", "1y");
        Assert.Equal(988, Total(await Ask("hits", ("query", "* | filter level:=error | stats by (app) count()"), step)));
        Assert.Equal(4000, Total(await Ask("hits", ("query", "* | fields level | filter level:=error"), step)));

        static long Total(JsonElement answer) => answer.GetProperty("hits")[0].GetProperty("total").GetInt64();
    }

    [Fact]
    public async Task Facets_have_the_most_frequent_values_of_each_field()
    {
        JsonElement[] facets = [.. (await Ask("facets", ("query", "*"), ("limit", "2"), ("max_values_per_field", "100"))).GetProperty("facets").EnumerateArray()];
        JsonElement level = facets.Single(static facet => facet.GetProperty("field_name").GetString() == "level");

        Assert.Equal(
            ["info=2043", "error=988"],
            level.GetProperty("values").EnumerateArray().Select(static one => $"{one.GetProperty("field_value").GetString()}={one.GetProperty("hits").GetInt64()}"));
        Assert.DoesNotContain(facets, static facet => facet.GetProperty("field_name").GetString() == "trace_id");
    }

    [Fact]
    public async Task Facets_leave_constant_fields_out_unless_they_are_asked_for()
    {
        string[] without = Names(await Ask("facets", ("query", "app:=shop")));
        string[] with = Names(await Ask("facets", ("query", "app:=shop"), ("keep_const_fields", "1"), ("max_value_len", "1000"), ("max_values_per_field", "5000")));

        Assert.DoesNotContain("app", without);
        Assert.Contains("app", with);
        Assert.Contains("_time", with);

        static string[] Names(JsonElement answer) => [.. answer.GetProperty("facets").EnumerateArray().Select(static one => one.GetProperty("field_name").GetString()!)];
    }

    [Fact]
    public async Task Stats_are_given_as_prometheus_does()
    {
        Asked asked = await _hog.Ask("stats_query", ("query", "* | stats by (level) count() as n | sort by (n desc) | limit 1"), ("time", "2026-11-20T00:00:00Z"));

        Assert.Equal(
            """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"n","level":"info"},"value":[1795132800,"2043"]}]}}""" + "\n",
            asked.Text);
    }

    [Fact]
    public async Task Stats_over_time_are_given_as_prometheus_does()
    {
        JsonElement data = (await Ask("stats_query_range", ("query", "level:=error | stats by (app) count() as n, max(_time) as last | math n / 2 as half"), ("step", "24h"))).GetProperty("data");
        JsonElement[] shop = [.. data.GetProperty("result").EnumerateArray().Where(static one => one.GetProperty("metric").GetProperty("app").GetString() == "shop")];

        Assert.Equal("matrix", data.GetProperty("resultType").GetString());
        Assert.Equal(["n", "last", "half"], shop.Select(static one => one.GetProperty("metric").GetProperty("__name__").GetString()));
        JsonElement values = shop[0].GetProperty("values");
        Assert.Equal([1794960000, 1795046400], values.EnumerateArray().Select(static point => point[0].GetInt64()));
        Assert.Equal(JsonValueKind.String, values[0][1].ValueKind);
    }

    [Theory]
    [InlineData("stats_query", "level:error")]
    [InlineData("stats_query", "* | stats count() | unroll (x)")]
    [InlineData("stats_query_range", "* | delete _time | stats count()")]
    public async Task A_query_without_numbers_has_no_stats(string endpoint, string query)
    {
        Asked asked = await _hog.Ask(endpoint, ("query", query));

        Assert.Equal((HttpStatusCode.BadRequest, "query"), (asked.Status, asked.Json.GetProperty("parameter").GetString()));
    }

    [Fact]
    public async Task Pipes_count_unless_they_are_ignored()
    {
        (string, string) query = ("query", "* | fields app");

        Assert.Equal(["app=4000"], (await _hog.Ask("field_names", query)).Values);
        Assert.Contains("level=4000", (await _hog.Ask("field_names", query, ("ignore_pipes", "1"))).Values);
    }

    [Fact]
    public async Task Names_and_values_come_with_their_hits()
    {
        Assert.Contains("level=4000", (await _hog.Ask("field_names", ("query", "*"))).Values);
        Assert.Equal(["level=4000"], (await _hog.Ask("field_names", ("query", "*"), ("filter", "lev"))).Values);
        Assert.Equal(["info=2043", "error=988", "warn=491", "debug=478"], (await _hog.Ask("field_values", ("query", "*"), ("field", "level"))).Values);
        Assert.Equal(["error=988"], (await _hog.Ask("field_values", ("query", "*"), ("field", "level"), ("filter", "rro"))).Values);
        Asked few = await _hog.Ask("field_values", ("query", "*"), ("field", "level"), ("limit", "2"));
        Assert.Equal(2, few.Values.Length);
        Assert.All(few.Values, static value => Assert.EndsWith("=0", value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Streams_come_with_their_hits()
    {
        string[] streams = (await _hog.Ask("streams", ("query", "{app=\"auth\"}"))).Values;
        string[] ids = (await _hog.Ask("stream_ids", ("query", "{app=\"auth\"}"))).Values;

        Assert.NotEmpty(streams);
        Assert.All(streams, static stream => Assert.StartsWith("{app=\"auth\",host=", stream, StringComparison.Ordinal));
        Assert.Equal(streams.Length, ids.Length);
        Assert.All(ids, static id => Assert.Matches("^0{16}[0-9a-f]{32}=[0-9]+$", id));
        Assert.Equal(["app=1357", "host=1357", "module=1357"], (await _hog.Ask("stream_field_names", ("query", "{app=\"auth\"}"))).Values);
        Assert.Equal(["web.login=692", "sshd=665"], (await _hog.Ask("stream_field_values", ("query", "{app=\"auth\"}"), ("field", "module"))).Values);
        Assert.Empty((await _hog.Ask("stream_field_values", ("query", "*"), ("field", "level"))).Values);
    }

    [Theory]
    [InlineData("field_values", "field", "")]
    [InlineData("stream_field_values", "field", "")]
    [InlineData("field_values", "limit", "few")]
    [InlineData("hits", "step", "0s")]
    [InlineData("hits", "step", "often")]
    [InlineData("hits", "field", "_time")]
    [InlineData("hits", "fields_limit", "x")]
    [InlineData("stats_query_range", "step", "-1h")]
    [InlineData("facets", "max_value_len", "x")]
    [InlineData("facets", "keep_const_fields", "x")]
    public async Task A_wrong_parameter_is_named(string endpoint, string name, string value)
    {
        Asked asked = await _hog.Ask(endpoint, ("query", "* | count()"), (name, value));

        Assert.Equal((HttpStatusCode.BadRequest, name), (asked.Status, asked.Json.GetProperty("parameter").GetString()));
    }

    private async Task<JsonElement> Ask(string endpoint, params (string Name, string Value)[] parameters)
    {
        Asked asked = await _hog.Ask(endpoint, [.. parameters, .. Days]);
        Assert.True(asked.Status == HttpStatusCode.OK, asked.Text);
        Assert.Equal("application/json", asked.ContentType);
        return asked.Json;
    }
}
