using System.Net;
using System.Text;
using LogHog.TestKit;

namespace LogHog.Server.Tests.Http.Intake;

/// <summary>Tokens as the clients of each protocol show them.</summary>
public sealed class ProtocolTokenTests
{
    private const string NobodyAnonymous = "[auth]\nanonymous_ingest = no\n";
    private const string Clef = """{"@t":"2026-11-20T12:18:36Z","@m":"m","app":"shop"}""";
    private const string Push = """{"streams":[{"stream":{"app":"shop"},"values":[["1732800000000000000","m"]]}]}""";
    private const string Bulk = "{\"index\":{}}\n{\"message\":\"m\",\"app\":\"shop\"}\n";
    private const string Hec = """{"event":"m","source":"shop"}""";

    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Each_client_shows_its_token_in_its_own_way()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(NobodyAnonymous);
        string token = await AddToken(hog, "shop");
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + token));

        (string Path, string Body, string Header, string Value)[] good =
        [
            ("/ingest/clef", Clef, "X-Seq-ApiKey", token), ($"/api/events/raw?clef&apiKey={token}", Clef, "", ""),
            ("/elasticsearch/_bulk", Bulk, "Authorization", "ApiKey " + basic), ("/elasticsearch/_bulk", Bulk, "Authorization", "Basic " + basic),
            ("/services/collector", Hec, "Authorization", "Splunk " + token), ($"/services/collector?token={token}", Hec, "", ""),
            ("/loki/api/v1/push", Push, "Authorization", "Basic " + basic), ("/ingest?app=shop", "m", "Authorization", "Bearer " + token),
        ];
        foreach ((string path, string body, string header, string value) in good)
            Assert.True((int)await Post(hog, path, body, header, value) is >= 200 and < 300, $"{path} {header}");
    }

    [Fact]
    public async Task Without_one_or_with_a_wrong_one_nothing_is_taken()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(NobodyAnonymous);

        Assert.Equal(HttpStatusCode.Unauthorized, await Post(hog, "/ingest/clef", Clef, "", ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(hog, "/ingest/clef", Clef, "X-Seq-ApiKey", "lh_wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(hog, "/elasticsearch/_bulk", Bulk, "Authorization", "ApiKey ???"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(hog, "/services/collector", Hec, "", ""));
        Assert.Equal(HttpStatusCode.Forbidden, await Post(hog, "/services/collector", Hec, "Authorization", "Splunk lh_wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(hog, "/loki/api/v1/push", Push, "Authorization", "Digest x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(hog, "/v1/logs", "", "", ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(hog, "/gelf", "{}", "", ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(hog, "/upload", "", "", ""));
        Assert.False(Directory.Exists(Path.Combine(hog.LogDir, "shop")));
    }

    [Fact]
    public async Task A_token_holds_for_its_applications_also_after_the_input_has_named_them()
    {
        await using LogHogProcess hog = await LogHogProcess.StartAsync(NobodyAnonymous + "[input:loki]\nhttp = 127.0.0.1:0\napp = renamed\n");
        string token = await AddToken(hog, "shop");
        string path = $"http://127.0.0.1:{hog.Port("loki/http")}/loki/api/v1/push";

        Assert.Equal(HttpStatusCode.Forbidden, await Post(hog, path, Push, "Authorization", "Bearer " + token));
        Assert.Equal(HttpStatusCode.NoContent, await Post(hog, path, Push, "Authorization", "Bearer " + await AddToken(hog, "renamed")));
    }

    private static Task<string> AddToken(LogHogProcess hog, string app) => AccessTests.AddToken(hog, "for-" + app, "--apps", app);

    private static async Task<HttpStatusCode> Post(LogHogProcess hog, string path, string body, string header, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(hog.HttpAddress, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (header.Length > 0)
            request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }
}
