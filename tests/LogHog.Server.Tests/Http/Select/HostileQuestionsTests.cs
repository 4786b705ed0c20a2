using System.Net;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Select;

/// <summary>A daemon whose queries may hold little, with the events of the corpus.</summary>
public sealed class NarrowDaemon : IAsyncLifetime
{
    private readonly SelectDaemon _daemon = new() { Configuration = "[limits]\nmax_query_memory = 1M\nmax_query_duration = 5s\nmax_query_wait = 60s\n" };

    public LogHogProcess Hog => _daemon.Hog;

    public ValueTask InitializeAsync() => _daemon.InitializeAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();
}

/// <summary>Questions made to hurt: each gets an error or an answer, and the server stays as it was.</summary>
public sealed class HostileQuestionsTests(NarrowDaemon daemon) : IClassFixture<NarrowDaemon>
{
    /// <summary>Gives the rows of its first half, and cannot give those of the second.</summary>
    private const string FailsLate = "* | union (* | sort by (_msg))";

    private readonly LogHogProcess _hog = daemon.Hog;

    public static TheoryData<string, HttpStatusCode> Queries => new()
    {
        { new string('(', 100_000), HttpStatusCode.BadRequest },
        { string.Concat(Enumerable.Repeat("a | union (", 50_000)), HttpStatusCode.BadRequest },
        { string.Concat(Enumerable.Repeat("x:in(", 50_000)), HttpStatusCode.BadRequest },
        { "*" + string.Concat(Enumerable.Repeat("|limit 1", 100_000)), HttpStatusCode.BadRequest },
        { "~\"(a{1,1000}){1,1000}\"", HttpStatusCode.BadRequest },
        { new string('a', 2_000_000), HttpStatusCode.BadRequest },
        { $"user:in({string.Join(',', Enumerable.Range(0, 120_000).Select(static i => $"u{i}"))}) | count()", HttpStatusCode.OK },
        { "~\"(a+)+$\" | count()", HttpStatusCode.OK },
        { "~\"(.*)(.*)(.*)(.*)(.*)(.*)(.*)x$\" | count()", HttpStatusCode.OK },
        { "* | sort by (_msg)", HttpStatusCode.UnprocessableEntity },
        { "* | stats by (_time, _msg) count(), values(_msg)", HttpStatusCode.UnprocessableEntity },
        { "* | join by (level) (*) | sort by (_msg)", HttpStatusCode.UnprocessableEntity },
    };

    [Theory]
    [MemberData(nameof(Queries), DisableDiscoveryEnumeration = true)]
    public async Task A_hostile_query_gets_an_error_or_an_answer_and_health_answers_meanwhile(string query, HttpStatusCode expected)
    {
        Task<Asked> asking = _hog.Ask("query", ("query", query));
        do
            Assert.Equal("live\n", await _hog.Get("/health/live"));
        while (!asking.IsCompleted);

        Asked asked = await asking;
        Assert.True(asked.Status == expected, $"{asked.Status}: {asked.Text[..Math.Min(asked.Text.Length, 300)]}");
        Assert.InRange(asked.Text.Length, 1, 2_000);
        Assert.Equal("{\"n\":\"4000\"}\n", (await _hog.Ask("query", ("query", "* | count() n"))).Text);
    }

    [Theory]
    [InlineData("hits", "step", "1ns")]
    [InlineData("facets", "max_values_per_field", "9223372036854775807")]
    [InlineData("field_values", "field", "_msg")]
    public async Task An_answer_that_would_be_too_large_is_an_error(string endpoint, string name, string value)
    {
        Asked asked = await _hog.Ask(endpoint, ("query", "*"), (name, value));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (asked.Status, asked.ContentType));
    }

    [Theory]
    [InlineData("limit", "9223372036854775807")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("start", "290y")]
    [InlineData("end", "99999999999999999999999")]
    [InlineData("timeout", "290y")]
    [InlineData("field", "\u0000\u202e")]
    [InlineData("unknown", "x")]
    public async Task Extreme_values_do_no_harm(string name, string value)
    {
        Asked asked = await _hog.Ask("query", ("query", "level:error | limit 3"), (name, value), ("limit", name == "limit" ? "" : "5"));

        Assert.True(asked.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, asked.Text);
        Assert.Equal("{\"n\":\"4000\"}\n", (await _hog.Ask("query", ("query", "* | count() n"))).Text);
    }

    [Fact]
    public async Task Rows_that_end_early_are_told_in_a_trailer_to_those_who_know_trailers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/select/logsql/query?query={Uri.EscapeDataString(FailsLate)}");
        request.Headers.TE.ParseAdd("trailers");

        Asked asked = await Asked.Of(await _hog.Send(request));

        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.NotEmpty(asked.Text);
        Assert.Contains("more than 1 MiB of memory", asked.Headers["LogHog-Error"].Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_end_early_are_noticed_by_everybody_else()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/select/logsql/query?query={Uri.EscapeDataString(FailsLate)}");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _hog.Send(request));

        ProgramResult curl = await ExternalProgram.RunAsync(
            "curl", "-sS", "-o", "/dev/null", new Uri(_hog.HttpAddress, "/select/logsql/query").ToString(), "-d", $"query={FailsLate}");
        Assert.Equal(18, curl.ExitCode); // CURLE_PARTIAL_FILE
    }

    [Fact]
    public async Task Too_many_parameters_are_refused()
    {
        Asked asked = await _hog.Ask("query", [.. Enumerable.Repeat(("extra_filters", "*"), 5000)]);

        Assert.Equal(HttpStatusCode.BadRequest, asked.Status);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/select/logsql/query");
        // Sends its body only when it is asked for, so that no answer is lost while it still sends.
        request.Headers.ExpectContinue = true;
        request.Content = new StringContent("query=" + new string('a', 5 << 20), Encoding.ASCII, "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Asked.Of(await _hog.Send(request))).Status);
    }
}
