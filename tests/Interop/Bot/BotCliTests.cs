using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LogHog.TestKit;
using LogHog.TestKit.Channels;

namespace LogHog.Interop.Tests.Bot;

/// <summary><c>loghog bot webhooks list|create|delete</c> and <c>rooms</c> against the stand-in for Webex.</summary>
public sealed class BotCliTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly WebexStandIn _webex = new("token-of-the-bot");

    public ValueTask InitializeAsync()
    {
        Configure(_webex.ApiAddress);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _webex.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Webhooks_are_made_with_the_secret_replaced_listed_and_deleted()
    {
        ProgramResult first = await RunAsync("bot", "webhooks", "create", "https://logs.example.org");
        ProgramResult second = await RunAsync("bot", "webhooks", "create", "https://logs.example.org/");
        ProgramResult third = await RunAsync("bot", "webhooks", "create", "https://other.example.org/proxied/hook");

        Assert.True(first.ExitCode == 0 && second.ExitCode == 0 && third.ExitCode == 0, $"{first}{second}{third}");
        JsonObject made = _webex.Webhooks.Values.Single(static one => one["targetUrl"]!.GetValue<string>() == "https://logs.example.org/api/v1/webhook");
        Assert.Equal(("messages", "created", "the secret"), (made["resource"]!.GetValue<string>(), made["event"]!.GetValue<string>(), made["secret"]!.GetValue<string>()));
        ProgramResult list = await RunAsync("bot", "webhooks", "list", "--json");
        string[] targets = [.. list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("target_url").GetString()!)];
        Assert.Equal(["https://logs.example.org/api/v1/webhook", "https://other.example.org/proxied/hook"], targets.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("the secret", first.ToString() + second + list, StringComparison.Ordinal);

        ProgramResult one = await RunAsync("bot", "webhooks", "delete", made["id"]!.GetValue<string>());
        ProgramResult all = await RunAsync("bot", "webhooks", "delete", "--all");

        Assert.True(one.ExitCode == 0 && all.ExitCode == 0, $"{one}{all}");
        Assert.Empty(_webex.Webhooks);
        Assert.Empty(_webex.Complaints);
    }

    [Theory]
    [InlineData("http://logs.example.org")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://user:password@logs.example.org/")]
    [InlineData("https://logs.example.org/?x=1")]
    [InlineData("ftp://logs.example.org/")]
    [InlineData("logs.example.org")]
    [InlineData("")]
    public async Task An_address_that_Webex_cannot_or_must_not_use_is_refused(string url)
    {
        // The bot goes to the Webex on the Internet here, so that nothing is asked of the stand-in: an address is refused before.
        Configure(new Uri("https://webexapis.invalid/v1/"), allowPrivate: false);

        ProgramResult refused = await RunAsync("bot", "webhooks", "create", url);

        Assert.True(refused.ExitCode == 2, refused.ToString());
    }

    [Fact]
    public async Task Rooms_are_listed_over_all_pages()
    {
        string[] titles = ["Operations", "Development", "Ana María", "\u001b[31mred", "Last"];
        foreach (string title in titles)
            _webex.AddRoom(title);

        ProgramResult rooms = await RunAsync("bot", "rooms");

        Assert.True(rooms.ExitCode == 0, rooms.ToString());
        Assert.Equal(5, rooms.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("Ana María", rooms.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', rooms.Output);
    }

    [Fact]
    public async Task A_wrong_token_and_a_missing_one_are_told_of_without_a_secret()
    {
        _webex.Inject(new StandInAnswer(401, """{"message":"The request requires a valid access token (token-of-the-bot)"}"""));

        ProgramResult wrong = await RunAsync("bot", "rooms");
        File.WriteAllText(_folder["loghogd.conf"], "[bot]\n");
        ProgramResult missing = await RunAsync("bot", "rooms");

        Assert.Equal((1, 2), (wrong.ExitCode, missing.ExitCode));
        Assert.DoesNotContain("token-of-the-bot", wrong.ToString(), StringComparison.Ordinal);
        Assert.Contains("webex_token_file", missing.Errors, StringComparison.Ordinal);
    }

    private void Configure(Uri webex, bool allowPrivate = true)
    {
        File.WriteAllText(_folder["token"], "token-of-the-bot\n");
        File.WriteAllText(_folder["secret"], "the secret\n");
        File.WriteAllText(_folder["loghogd.conf"], $"""
            [bot]
            webex_token_file = {_folder["token"]}
            webhook_secret_file = {_folder["secret"]}
            trusted = ana@example.org
            webex_url = {webex}
            allow_private = {(allowPrivate ? "yes" : "no")}
            """);
    }

    private Task<ProgramResult> RunAsync(params string[] arguments) =>
        ExternalProgram.RunAsync(new ProcessStartInfo(Repository.Loghog, [.. arguments, "--config", _folder["loghogd.conf"]]), "");
}
