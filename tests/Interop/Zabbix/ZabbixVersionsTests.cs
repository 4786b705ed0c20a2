using System.Text.Json;
using LogHog.Engine.Bot.Zabbix;
using LogHog.Engine.Channels;
using LogHog.TestKit.Channels;

namespace LogHog.Interop.Tests.Zabbix;

/// <summary>How one signs in changed with Zabbix's versions: a stand-in takes what each documents and nothing else. And answers that are none.</summary>
public sealed class ZabbixVersionsTests
{
    private static readonly Secret Token = new("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

    [Theory]
    [InlineData("5.0.47", "user", false)]
    [InlineData("5.4.12", "username", false)]
    [InlineData("6.0.14", "username", false)]
    [InlineData("6.4.0", "username", true)]
    [InlineData("7.0.0rc1", "username", true)]
    [InlineData("7.2.3", "username", true)]
    public async Task Signs_in_as_each_version_wants_it(string version, string member, bool isBearer)
    {
        await using ZabbixStandIn zabbix = new(version, member, isBearer, "a-session");
        using ZabbixClient client = new(new ZabbixSettings { Url = zabbix.Address, User = "bot", Password = new Secret("a password") });

        Assert.Equal(7, (await client.NumbersAsync(CancellationToken.None)).HostsEnabled);
        Assert.Empty(zabbix.Complaints);
    }

    [Theory]
    [InlineData("5.4.0", false)]
    [InlineData("6.2.9", false)]
    [InlineData("6.4.0", true)]
    [InlineData("7.4.0", true)]
    public async Task Shows_its_token_as_each_version_wants_it(string version, bool isBearer)
    {
        await using ZabbixStandIn zabbix = new(version, "", isBearer, Token.Reveal());
        using ZabbixClient client = new(new ZabbixSettings { Url = new Uri(zabbix.Address, "api_jsonrpc.php"), Token = Token });

        Assert.Equal(7, (await client.NumbersAsync(CancellationToken.None)).HostsEnabled);
        Assert.Empty(zabbix.Complaints);
    }

    [Fact]
    public async Task A_Zabbix_without_tokens_is_told_of()
    {
        await using ZabbixStandIn zabbix = new("5.0.1", "user", isBearer: false, Token.Reveal());
        using ZabbixClient client = new(new ZabbixSettings { Url = zabbix.Address, Token = Token });

        ZabbixException failure = await Assert.ThrowsAsync<ZabbixException>(() => client.NumbersAsync(CancellationToken.None));

        Assert.Contains("zabbix_user", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>")]
    [InlineData(200, "null")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"jsonrpc\":\"2.0\",\"result\":\"6.0.14\",\"id\":99}")]
    [InlineData(200, "{\"jsonrpc\":\"2.0\",\"result\":\"six\",\"id\":1}")]
    [InlineData(200, "{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":1}")]
    [InlineData(404, "")]
    [InlineData(500, "")]
    public async Task What_is_no_answer_of_Zabbix_is_told_of(int status, string body)
    {
        await using ZabbixStandIn zabbix = new("6.0.14", "", isBearer: false, Token.Reveal());
        zabbix.Inject(new StandInAnswer(status, body));
        using ZabbixClient client = new(new ZabbixSettings { Url = zabbix.Address, Token = Token });

        ZabbixException failure = await Assert.ThrowsAsync<ZabbixException>(() => client.NumbersAsync(CancellationToken.None));

        Assert.Equal(ZabbixFailureKind.BadAnswer, failure.Kind);
        Assert.DoesNotContain(Token.Reveal(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_an_endless_or_late_answer_is_ended()
    {
        await using ZabbixStandIn zabbix = new("6.0.14", "", isBearer: false, Token.Reveal());
        await using ZabbixStandIn other = new("6.0.14", "", isBearer: false, Token.Reveal());
        using ZabbixClient client = new(new ZabbixSettings { Url = zabbix.Address, Token = Token, Timeout = TimeSpan.FromSeconds(2) });

        zabbix.Inject(new StandInAnswer(302, "") { Headers = [("Location", other.Address.AbsoluteUri)] });
        ZabbixException redirected = await Assert.ThrowsAsync<ZabbixException>(() => client.NumbersAsync(CancellationToken.None));
        zabbix.Inject(StandInFault.Hang);
        ZabbixException late = await Assert.ThrowsAsync<ZabbixException>(() => client.NumbersAsync(CancellationToken.None));
        zabbix.Inject(StandInFault.Endless);
        ZabbixException endless = await Assert.ThrowsAsync<ZabbixException>(() => client.NumbersAsync(CancellationToken.None));

        Assert.Empty(other.Requests);
        Assert.Equal((ZabbixFailureKind.BadAnswer, ZabbixFailureKind.Timeout), (redirected.Kind, late.Kind));
        Assert.True(endless.Kind is ZabbixFailureKind.BadAnswer or ZabbixFailureKind.Timeout or ZabbixFailureKind.Unreachable, endless.Kind.ToString());
    }

    /// <summary>Seven of everything.</summary>
    private sealed class ZabbixStandIn(string version, string userMember, bool isBearer, string credential) : HttpStandIn
    {
        protected override StandInAnswer Answer(StandInRequest request)
        {
            Check(request.Path == "/api_jsonrpc.php", $"path {request.Path}");
            Check(request.Header("Content-Type") == "application/json-rpc", $"Content-Type {request.Header("Content-Type")}");
            JsonElement question = JsonDocument.Parse(request.Body).RootElement;
            Check(question.GetProperty("jsonrpc").GetString() == "2.0", "jsonrpc");
            string method = question.GetProperty("method").GetString()!;
            string authorization = request.Header("Authorization");
            string auth = question.TryGetProperty("auth", out JsonElement member) ? member.GetString()! : "";
            long id = question.GetProperty("id").GetInt64();
            if (method is "apiinfo.version" or "user.login")
            {
                Check(authorization.Length == 0 && auth.Length == 0, $"{method} must be called without authorization");
                if (method == "apiinfo.version")
                    return Result(id, $"\"{version}\"");
                string[] members = [.. question.GetProperty("params").EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal)];
                Check(members.SequenceEqual(new[] { "password", userMember }, StringComparer.Ordinal), $"user.login with {string.Join(',', members)}");
                return Result(id, $"\"{credential}\"");
            }

            Check(isBearer ? authorization == $"Bearer {credential}" && auth.Length == 0 : auth == credential && authorization.Length == 0, $"{method} with auth '{auth}', Authorization '{authorization}'");
            return Result(id, "\"7\"");
        }

        private static StandInAnswer Result(long id, string json) => new(200, $"{{\"jsonrpc\":\"2.0\",\"result\":{json},\"id\":{id}}}");
    }
}
