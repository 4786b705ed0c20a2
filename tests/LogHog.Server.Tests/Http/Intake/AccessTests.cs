using System.Net;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>Tokens and anonymous access, on a real loghogd with tokens made by the real loghog.</summary>
public sealed class AccessTests
{
    private const string NobodyAnonymous = "[auth]\nanonymous_ingest = no\nanonymous_query = no\n";

    private static (string, string) Bearer(string token) => ("Authorization", $"Bearer {token}");

    [Fact]
    public async Task A_token_may_do_what_it_allows_and_nothing_else()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(NobodyAnonymous);
        string writer = await AddToken(hog, "writer", "--apps", "shop,a%b c", "--can", "ingest");
        string reader = await AddToken(hog, "reader", "--apps", "*", "--can", "query");

        PostAnswer stored = await hog.Post("{\"_msg\":\"1\",\"app\":\"shop\"}\n{\"_msg\":\"2\",\"app\":\"a%b c\"}\n{\"_msg\":\"3\",\"app\":\"other\"}", "", Bearer(writer));
        Assert.Equal((HttpStatusCode.OK, """{"accepted":2,"rejected":{"source_not_allowed":1}}"""), (stored.Status, stored.Text));
        Assert.Equal(HttpStatusCode.Forbidden, (await hog.Post("""{"_msg":"m","app":"other"}""", "", Bearer(writer))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await hog.Post("""{"_msg":"m"}""", "", Bearer(reader))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await Get(hog, "/api/v1/status", Bearer(writer)));
        Assert.Equal(HttpStatusCode.OK, await Get(hog, "/api/v1/status", Bearer(reader)));
        Assert.False(Directory.Exists(Path.Combine(hog.LogDir, "other")));
    }

    [Fact]
    public async Task Without_a_token_nothing_goes_that_needs_one()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(NobodyAnonymous);

        PostAnswer answer = await hog.Post("""{"_msg":"m"}""");

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer realm=\"loghog\""), (answer.Status, answer.Challenge));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(hog, "/api/v1/status"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Get(hog, "/"));
        Assert.Equal(HttpStatusCode.OK, await Get(hog, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await Get(hog, "/metrics"));
    }

    [Fact]
    public async Task A_token_that_is_wrong_revoked_or_over_is_refused_from_everywhere()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        string token = await AddToken(hog, "short-lived", "--apps", "*");
        Assert.Equal(HttpStatusCode.OK, (await hog.Post("""{"_msg":"m"}""", "", Bearer(token))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hog.Post("""{"_msg":"m"}""", "", Bearer(token + "x"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hog.Post("""{"_msg":"m"}""", "", ("Authorization", "Basic eDp5"))).Status);

        await Loghog(hog, "revoke", "short-lived");

        Assert.Equal(HttpStatusCode.Unauthorized, await Until(HttpStatusCode.Unauthorized, async () => (await hog.Post("""{"_msg":"m"}""", "", Bearer(token))).Status));
        Assert.Contains("invalid_token", (await hog.Post("""{"_msg":"m"}""", "", Bearer(token))).Challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_worth_nothing_from_its_end_on()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        string token = await AddToken(hog, "guest", "--apps", "*", "--expires", "30d");
        string file = Path.Combine(hog.Folder, "lib", "tokens");
        string line = (await File.ReadAllTextAsync(file)).TrimEnd();
        await File.WriteAllTextAsync(file, line[..(line.LastIndexOf(' ') + 1)] + "2026-01-01T00:00:00Z\n");

        await Until(HttpStatusCode.Unauthorized, async () => (await hog.Post("""{"_msg":"m"}""", "", Bearer(token))).Status);

        PostAnswer answer = await hog.Post("""{"_msg":"m"}""", "", Bearer(token));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains("invalid_token", answer.Challenge, StringComparison.Ordinal);
        Assert.Contains("the token guest has expired", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_passes_through_this_machine_is_not_local()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        (string, string)[] foreign =
        [
            ("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1"), ("Via", "1.1 proxy"), ("Host", "evil.example:5580"),
            ("Sec-Fetch-Site", "cross-site"), ("Origin", "http://evil.example"),
        ];

        foreach ((string, string) header in foreign)
            Assert.Equal(HttpStatusCode.Unauthorized, (await hog.Post("""{"_msg":"m"}""", "", header)).Status);
        Assert.Equal(HttpStatusCode.OK, (await hog.Post("""{"_msg":"m"}""")).Status);
    }

    [Fact]
    public async Task Events_without_an_application_get_the_tokens()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        string one = await AddToken(hog, "web-servers", "--apps", "shop");
        string any = await AddToken(hog, "shipper", "--apps", "*");

        await hog.Post("""{"_msg":"m"}""", "", Bearer(one));
        await hog.Post("""{"_msg":"m"}""", "", Bearer(any));
        await hog.Post("""{"_msg":"m"}""");

        Assert.Single(await hog.Lines("shop/root.log"));
        Assert.Single(await hog.Lines("shipper/root.log"));
        Assert.Single(await hog.Lines("http/root.log"));
    }

    [Fact]
    public async Task The_token_file_is_private_holds_no_token_and_lists_them()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync();
        string token = await AddToken(hog, "web", "--apps", "shop,desk", "--can", "ingest,query", "--expires", "30d");
        string file = Path.Combine(hog.Folder, "lib", "tokens");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain(token, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        string list = (await Loghog(hog, "list")).Output;
        Assert.Matches(@"^web\s+ingest,query\s+shop,desk\s+made \d{4}-\d\d-\d\d ends \d{4}-\d\d-\d\d \d\d:\d\dZ\n$", list);
        Assert.Equal(1, (await Loghog(hog, "add", "web", "--apps", "*")).ExitCode);
        Assert.Equal(1, (await Loghog(hog, "revoke", "nobody")).ExitCode);
        Assert.Equal(2, (await Loghog(hog, "add", "no name", "--apps", "*")).ExitCode);
        Assert.Equal(2, (await Loghog(hog, "add", "x", "--apps", "*", "--expires", "2000-01-01")).ExitCode);
    }

    internal static async Task<string> AddToken(LogHogProcess hog, params string[] arguments)
    {
        ProgramResult added = await Loghog(hog, ["add", .. arguments]);
        Assert.True(added.ExitCode == 0, added.ToString());
        string token = added.Output.Trim();
        Assert.Matches("^lh_[A-Za-z0-9_-]{43}$", token);
        // The daemon looks at the file at most once a second.
        await Until(true, async () => await Get(hog, "/no/such/path", Bearer(token)) == HttpStatusCode.NotFound
            && await Get(hog, "/api/v1/status", Bearer(token)) != HttpStatusCode.Unauthorized);
        return token;
    }

    private static Task<ProgramResult> Loghog(LogHogProcess hog, params string[] arguments) => ExternalProgram.RunAsync(
        Repository.Loghog, ["token", .. arguments, "-c", Path.Combine(hog.Folder, "loghogd.conf")]);

    private static async Task<HttpStatusCode> Get(LogHogProcess hog, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await hog.Send(request);
        return response.StatusCode;
    }

    private static async Task<T> Until<T>(T wanted, Func<Task<T>> ask)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            T answer = await ask();
            if (Equals(answer, wanted) || limit.IsCancellationRequested) return answer;
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
