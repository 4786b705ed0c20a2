using System.Net;
using System.Text;
using LogHog.Server.Tests.Http.Intake;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

/// <summary>A daemon that lets nobody in without a token, one for <c>shop</c> and one for all, and events of three applications.</summary>
public sealed class GuardedDaemon : IAsyncLifetime
{
    public LogHogProcess Hog { get; private set; } = null!;

    public string Shop { get; private set; } = "";

    public string Everything { get; private set; } = "";

    public string Writer { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Hog = await LogHogProcess.StartAsync("[auth]\nanonymous_ingest = no\nanonymous_query = no\n");
        Shop = await AccessTests.AddToken(Hog, "shop-reader", "--apps", "shop", "--can", "query");
        Everything = await AccessTests.AddToken(Hog, "reader", "--apps", "*", "--can", "query");
        Writer = await AccessTests.AddToken(Hog, "writer", "--apps", "*", "--can", "ingest");
        StringBuilder lines = new();
        foreach (string app in new[] { "shop", "secret", "a\\\",\\\"secret" })
        {
            for (int i = 0; i < 10; i++)
                lines.Append($$"""{"app":"{{app}}","host":"h1","user":"u{{i}}","_msg":"{{(app == "shop" ? "open" : "hidden")}} {{i}}","app_was":"secret"}""").Append('\n');
        }

        PostAnswer stored = await Hog.Post(lines.ToString(), "", ("Authorization", $"Bearer {Writer}"));
        Assert.Equal((HttpStatusCode.OK, 30), (stored.Status, stored.Accepted));
        await Hog.Settled();
    }

    public ValueTask DisposeAsync() => Hog.DisposeAsync();
}

/// <summary>What a token that holds for one application sees: that, whatever it asks and however.</summary>
public sealed class SelectAccessTests(GuardedDaemon daemon) : IClassFixture<GuardedDaemon>
{
    private readonly LogHogProcess _hog = daemon.Hog;

    [Theory]
    [InlineData("*")]
    [InlineData("app:*")]
    [InlineData("hidden or open")]
    [InlineData("!open")]
    [InlineData("app:=secret")]
    [InlineData("{app=\"secret\"} or {app!=\"shop\"}")]
    [InlineData("* | union (app:=secret)")]
    [InlineData("none_of_it | union (*)")]
    [InlineData("* | join by (user) (app:=secret | fields user, _msg) prefix their.")]
    [InlineData("* | join by (host) (* | stats by (host, app) count() as n) prefix their.")]
    [InlineData("user:in(hidden | fields user)")]
    [InlineData("* | filter user:in(app:=secret | fields user)")]
    [InlineData("* | stream_context before 100 after 100")]
    [InlineData("* | copy app_was as app | stream_context before 100 after 100")]
    [InlineData("open | limit 1 | format secret as app | stream_context before 100 after 100")]
    [InlineData("* | stats by (app, _msg) count()")]
    [InlineData("* | stats count() if (user:in(app:=secret | uniq by (user))) as n | filter n:>0")]
    [InlineData("options(ignore_global_time_filter=true) *")]
    [InlineData("* | facets keep_const_fields")]
    public async Task A_query_sees_the_tokens_applications_only(string query)
    {
        Asked asked = await _hog.AskAs(daemon.Shop, "query", ("query", query), ("extra_filters", "*"), ("extra_stream_filters", "{app=\"secret\"} or {app=\"shop\"}"));

        Assert.True(asked.Status == HttpStatusCode.OK, asked.Text);
        Assert.DoesNotContain("hidden", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"app\":\"secret\"", asked.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hits", "app")]
    [InlineData("facets", "")]
    [InlineData("stats_query", "")]
    [InlineData("stats_query_range", "")]
    [InlineData("field_values", "app")]
    [InlineData("field_values", "_msg")]
    [InlineData("streams", "")]
    [InlineData("stream_field_values", "app")]
    public async Task Every_endpoint_sees_the_tokens_applications_only(string endpoint, string field)
    {
        string query = endpoint.StartsWith("stats", StringComparison.Ordinal) ? "!app_was:x | stats by (app, _msg) count() n" : "!app_was:x";
        (string, string)[] parameters = [("query", query), ("field", field), ("keep_const_fields", "1"), ("step", "1d")];

        Asked narrow = await _hog.AskAs(daemon.Shop, endpoint, parameters);
        Asked wide = await _hog.AskAs(daemon.Everything, endpoint, parameters);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (narrow.Status, wide.Status));
        string narrowText = narrow.Text.Replace("app_was", "", StringComparison.Ordinal).Replace("\"field_value\":\"secret\",\"hits\":10", "", StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", narrowText, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", narrowText, StringComparison.Ordinal);
        Assert.Matches("hidden|secret", wide.Text);
        Assert.Matches("open|shop", narrow.Text);
    }

    [Theory]
    [InlineData("field_names", "level=", "_msg=10")]
    [InlineData("stream_field_names", "module=", "app=10")]
    public async Task Counts_are_of_the_tokens_applications_only(string endpoint, string not, string have)
    {
        string[] values = (await _hog.AskAs(daemon.Shop, endpoint, ("query", "*"))).Values;

        Assert.Contains(have, values);
        Assert.DoesNotContain(values, value => value.StartsWith(not, StringComparison.Ordinal));
        Assert.Contains(have.Replace("10", "30", StringComparison.Ordinal), (await _hog.AskAs(daemon.Everything, endpoint, ("query", "*"))).Values);
        Assert.Single((await _hog.AskAs(daemon.Shop, "stream_ids", ("query", "*"))).Values);
    }

    [Fact]
    public async Task A_name_with_quotes_is_a_name()
    {
        string odd = await AccessTests.AddToken(_hog, "odd-reader", "--apps", "a\"%2C\"secret", "--can", "query");

        Asked asked = await _hog.AskAs(odd, "query", ("query", "* | stats by (app) count() n"));

        Assert.All(asked.Column("app"), static app => Assert.NotEqual("secret", app));
        Assert.All(asked.Column("app"), static app => Assert.NotEqual("shop", app));
    }

    [Fact]
    public async Task Without_the_permission_there_is_no_answer()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _hog.Ask("query", ("query", "*"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _hog.AskAs(daemon.Writer, "query", ("query", "*"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _hog.AskByGet("/api/openapi.json")).Status);
    }
}
