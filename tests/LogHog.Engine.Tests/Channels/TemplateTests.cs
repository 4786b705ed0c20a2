using System.Net;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Templates;
using LogHog.TestKit;
using LogHog.TestKit.Channels;

namespace LogHog.Engine.Tests.Channels;

/// <summary>The language of templates, and what stands in an event: it shows itself and does nothing.</summary>
public sealed class TemplateTests
{
    /// <summary>What people write into logs to be more than text.</summary>
    private static readonly string[] Hostile =
    [
        "{{title}}", "{{#lines}}{{line}}{{/lines}}", "{{/text}}", "{{", "}}", "{{{text}}}", "${jndi:ldap://evil/a}", "{0}", "%s%n", "<b>bold</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
        "</pre><a href=\"http://evil\">x</a>", "\"><svg onload=x>", "&lt;b&gt;", "&#60;", "*bold*", "_under_", "~gone~", "`code`", "```\nout\n```", "````", "[text](http://evil)", "![x](http://evil/x.png)", "# heading", "- item", "> quote",
        "1. one", "\\*", "\\", "||spoiler||", "<@all>", "<@personEmail:ana@example.org|Ana>", "<!channel>", "<!here>", "<@U012>", "<http://evil|click>", "@everyone", ":tada:", "\r\nBcc: evil@example.org\r\n", "a\r\n.\r\nMAIL FROM:<x@y>",
        "\u202eevil", "\u0000\u001b[31mred", "\u2028line", "tab\there", "--=_loghog_n-1--", "=?UTF-8?B?eA==?=", "', ''); DROP TABLE alerts; --", "$(reboot)", "; rm -rf /", "../../etc/passwd", "{\"a\":1}", "\",\"admin\":true,\"x\":\"",
    ];

    public static TheoryData<string> HostileTexts => [.. Hostile];

    [Theory]
    [InlineData("{{title}}: {{text}}", "T: one\ntwo")]
    [InlineData("{{#rule}}rule {{rule}}{{/rule}}{{^rule}}none{{/rule}}", "none")]
    [InlineData("{{#lines}}<{{line}}>{{^last}}, {{/last}}{{/lines}}", "<a>, <b>")]
    [InlineData("{{#labels}}{{name}}={{value} }{{/labels}}", null)]
    [InlineData("{{lines}}", "a\nb")]
    [InlineData("a\n\n\n\n\nb", "a\n\nb")]
    [InlineData("{{nothing}}", null)]
    [InlineData("{{#title}}", null)]
    [InlineData("{{/title}}", null)]
    [InlineData("{{#title}}{{/text}}", null)]
    [InlineData("{{title", null)]
    public void It_is_a_small_language(string text, string? expected)
    {
        Notification notification = Some.Notification() with { Rule = "", Title = "T", Text = "one\ntwo", Lines = ["a", "b"] };
        if (expected is null)
            Assert.Contains("line 1", Assert.Throws<TemplateException>(() => Template.Parse(text, Escaper.Plain)).Message, StringComparison.Ordinal);
        else
            Assert.Equal(expected, Template.Parse(text, Escaper.Plain).Render(TemplateValues.Of(notification)));
    }

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Html_shows_the_text_and_nothing_else(string hostile)
    {
        string html = Template.Parse("<p title=\"{{text}}\">{{text}}</p>{{lines}}", Escaper.Html).Render(Values(hostile));

        Assert.Equal(0, html.Replace("<p title=\"", "", StringComparison.Ordinal).Replace("\">", "", StringComparison.Ordinal).Replace("</p>", "", StringComparison.Ordinal)
            .Replace("<pre>", "", StringComparison.Ordinal).Replace("</pre>", "", StringComparison.Ordinal).Replace("<br>", "", StringComparison.Ordinal).Count(static c => c is '<' or '>' or '"' or '\''));
        Assert.Contains(Clean(hostile), WebUtility.HtmlDecode(html).Replace("<br>", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Json_stays_one_string(string hostile)
    {
        string json = Template.Parse("{\"a\": \"{{text}}\", \"b\": \"{{lines}}\"}", Escaper.Json).Render(Values(hostile));

        JsonElement read = JsonDocument.Parse(json).RootElement;
        Assert.Equal(2, read.EnumerateObject().Count());
        Assert.Equal(Clean(hostile), read.GetProperty("a").GetString()!.Trim());
    }

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task Telegram_shows_it_without_any_markup_of_its_own(string hostile)
    {
        await using TelegramStandIn service = new("t");
        foreach (ChannelFormat format in new[] { ChannelFormat.Html, ChannelFormat.Markdown })
        {
            ChannelSettings settings = Some.Channel(ChannelType.Telegram, format: format) with { Url = new Secret(service.Address.AbsoluteUri), Token = new Secret("t"), To = ["1"] };
            await Send(settings, hostile);
            TelegramTaken taken = service.Taken[^1];
            Assert.Contains(Clean(hostile), taken.Plain, StringComparison.Ordinal);
            Assert.Equal(["b", "pre"], taken.Entities);
        }

        Assert.Empty(service.Complaints);
    }

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Webexs_markdown_has_no_mention_no_markup_and_no_fence_from_an_event(string hostile)
    {
        string markdown = Template.Parse("{{text}}", Escaper.Markdown).Render(Values("x" + hostile));
        string block = Template.Parse("{{lines}}", Escaper.Markdown).Render(Values(hostile));

        Assert.DoesNotContain('<', markdown);
        for (int at = 0; at < markdown.Length; at++)
        {
            if ("`*_[]#!|~".Contains(markdown[at], StringComparison.Ordinal))
                Assert.Equal('\\', markdown[at - 1]);
            if (markdown[at] == '\\')
                at++;
        }

        string fence = block[..block.IndexOf('\n', StringComparison.Ordinal)];
        Assert.EndsWith("\n" + fence, block, StringComparison.Ordinal);
        Assert.DoesNotContain(fence, block[fence.Length..^fence.Length], StringComparison.Ordinal);
        Assert.DoesNotContain("<@", block, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task Slack_gets_no_mention_no_link_and_no_formatting_from_an_event(string hostile)
    {
        await using SlackStandIn service = new("t");
        await Send(Some.Channel(ChannelType.Slack) with { Url = new Secret(service.HookAddress.AbsoluteUri) }, hostile);

        Assert.Empty(service.Complaints);
        Assert.Equal(2, service.Taken[0].Text.Split("```").Length - 1);
    }

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task Teams_and_ntfy_and_Pushover_get_it_as_text(string hostile)
    {
        await using TeamsStandIn teams = new();
        await using NtfyStandIn ntfy = new();
        await using PushoverStandIn pushover = new("tttt", "uuuu");
        await Send(Some.Channel(ChannelType.Teams) with { Url = new Secret(teams.HookAddress.AbsoluteUri) }, hostile);
        await Send(Some.Channel(ChannelType.Ntfy) with { Url = new Secret(ntfy.Address.AbsoluteUri), To = ["alerts"] }, hostile);
        await Send(Some.Channel(ChannelType.Pushover) with { Url = new Secret(pushover.Address.AbsoluteUri), Token = new Secret("tttt"), User = new Secret("uuuu") }, hostile);

        Assert.Empty(teams.Complaints.Concat(ntfy.Complaints).Concat(pushover.Complaints));
        Assert.False(ntfy.Taken[0].TryGetProperty("markdown", out JsonElement _));
        Assert.False(pushover.Taken[0].ContainsKey("html"));
        Assert.Contains(Clean(hostile), pushover.Taken[0]["message"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_the_users_own_takes_the_place_of_ours_and_a_bad_one_is_told()
    {
        using TempFolder folder = new();
        List<string> problems = [];
        File.WriteAllText(folder["webex.markdown"], "**{{title}}**");
        File.WriteAllText(folder["webhook.body"], "{\"t\": \"{{title}}\", \"l\": [{{#lines}}\"{{line}}\"{{^last}},{{/last}}{{/lines}}]}");
        File.WriteAllText(folder["slack.markdown"], "{{tilte}}");

        ChannelTemplates webex = Load(ChannelType.Webex);
        ChannelTemplates webhook = Load(ChannelType.Webhook);
        Load(ChannelType.Slack);

        Assert.Equal("**a \\*b\\***", webex[TemplatePart.Markdown].Render(TemplateValues.Of(Some.Notification(title: "a *b*"))));
        Assert.Equal(2, JsonDocument.Parse(webhook[TemplatePart.Body].Render(TemplateValues.Of(Some.Notification()))).RootElement.GetProperty("l").GetArrayLength());
        Assert.Contains("slack.markdown line 1: there is no value 'tilte'", Assert.Single(problems), StringComparison.Ordinal);

        ChannelTemplates Load(ChannelType type) =>
            ChannelTemplates.Load(folder.Path, type, ChannelFormat.Html, "application/json", (file, problem) => problems.Add($"{Path.GetFileName(file)} {problem}"));
    }

    [Fact]
    public void A_body_that_is_no_json_is_told_before_anything_is_sent()
    {
        using TempFolder folder = new();
        List<string> problems = [];
        File.WriteAllText(folder["webhook.body"], "{\"t\": {{title}}}");

        ChannelTemplates.Load(folder.Path, ChannelType.Webhook, ChannelFormat.Html, "application/json", (_, problem) => problems.Add(problem));

        Assert.Contains("does not give JSON", Assert.Single(problems), StringComparison.Ordinal);
    }

    private static TemplateValues Values(string hostile) => TemplateValues.Of(Some.Notification() with { Text = hostile.ReplaceLineEndings("\n"), Lines = [hostile.ReplaceLineEndings("\n")] });

    /// <summary>As <see cref="Escaper"/> shows what must not be shown as it is.</summary>
    private static string Clean(string text) => string.Concat(text.ReplaceLineEndings("\n").Select(static c =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') ? '\uFFFD' : c)).Trim();

    private static async Task Send(ChannelSettings settings, string hostile)
    {
        Notification notification = NotificationBounds.Apply(Some.Notification(title: "x" + hostile) with
        {
            Text = hostile, Lines = [hostile], Rule = hostile, Labels = [KeyValuePair.Create("l" + hostile, hostile)], Link = null,
        });
        using IChannelSender sender = Senders.Create(settings, TimeProvider.System);
        foreach (string to in sender.Recipients)
            await sender.SendAsync(new Delivery(notification, to, notification.Id), TestContext.Current.CancellationToken);
    }
}
