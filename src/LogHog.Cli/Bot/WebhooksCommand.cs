using System.CommandLine;
using LogHog.Cli.Output;
using LogHog.Engine.Bot;
using LogHog.Engine.Bot.Webhooks;
using LogHog.Engine.Bot.Work;
using LogHog.Engine.Channels.Webex;

namespace LogHog.Cli.Bot;

/// <summary><c>loghog bot webhooks list|create|delete</c>: where Webex tells of messages.</summary>
internal static class WebhooksCommand
{
    private const string Name = "LogHog";

    public static Command Build(BotOptions options) => new("webhooks", "Where Webex tells the bot that somebody has written to it.")
    {
        BuildList(options), BuildCreate(options), BuildDelete(options),
    };

    private static Command BuildList(BotOptions options)
    {
        var command = new Command("list", "Every webhook of the bot.");
        command.SetAction((parsed, cancellation) => options.Run(parsed, async (_, session) =>
        {
            foreach (WebexWebhook webhook in await session.WebhooksAsync(cancellation))
                Show(webhook, options.IsJson(parsed));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command BuildCreate(BotOptions options)
    {
        var url = new Argument<string?>("URL")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Where Webex reaches loghogd: https://logs.example.org (default: public_url of [bot]). The path /api/v1/webhook is added where it has none.",
        };
        var command = new Command("create", "Have Webex tell of messages, signed with webhook_secret of [bot]; a webhook of the same address is replaced.") { url };
        command.SetAction((parsed, cancellation) => options.Run(
            parsed, (settings, session) => CreateAsync(settings, session, parsed.GetValue(url), options.IsJson(parsed), cancellation)));
        return command;
    }

    private static Command BuildDelete(BotOptions options)
    {
        var id = new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne, Description = "Which, as list shows it." };
        var all = new Option<bool>("--all") { Description = "Every webhook of the bot." };
        var command = new Command("delete", "Delete a webhook: Webex no longer tells.") { id, all };
        command.SetAction((parsed, cancellation) => options.Run(
            parsed, (_, session) => DeleteAsync(session, parsed.GetValue(id), parsed.GetValue(all), cancellation)));
        return command;
    }

    private static async Task<int> CreateAsync(BotSettings settings, WebexSession session, string? url, bool isJson, CancellationToken cancellation)
    {
        if (settings.WebhookSecret is not { } secret)
            return await Wrong("webhook_secret_file of [bot] is not set: without it loghogd refuses every webhook");
        if (WebhookTarget.Of(url ?? settings.PublicUrl?.AbsoluteUri ?? "", settings.AllowPrivate, out string problem) is not { } target)
            return await Wrong(problem);
        // The new one first: for a moment both tell, and what comes twice is answered once.
        IReadOnlyList<WebexWebhook> before = await session.WebhooksAsync(cancellation);
        WebexWebhook made = await session.CreateWebhookAsync(
            new WebexWebhook { Name = Name, TargetUrl = target.AbsoluteUri, Resource = "messages", Event = "created", Secret = secret.Reveal() }, cancellation);
        foreach (WebexWebhook old in before.Where(old => old.TargetUrl == target.AbsoluteUri && old is { Resource: "messages", Event: "created", Id: not null }))
            await session.DeleteWebhookAsync(old.Id!, cancellation);
        Show(made, isJson);
        return ExitCode.Ok;
    }

    private static async Task<int> DeleteAsync(WebexSession session, string? id, bool all, CancellationToken cancellation)
    {
        if (id is null != all)
            return await Wrong("write the id of a webhook, or --all");
        IEnumerable<string> ids = id is not null ? [id] : (await session.WebhooksAsync(cancellation)).Select(static webhook => webhook.Id).OfType<string>();
        foreach (string one in ids)
        {
            await session.DeleteWebhookAsync(one, cancellation);
            Console.Out.WriteLine($"deleted {TerminalText.Safe(one)}");
        }

        return ExitCode.Ok;
    }

    private static void Show(WebexWebhook webhook, bool isJson)
    {
        if (isJson)
        {
            JsonLine.Write(
                ("id", webhook.Id), ("name", webhook.Name), ("status", webhook.Status), ("resource", webhook.Resource), ("event", webhook.Event), ("target_url", webhook.TargetUrl));
            return;
        }

        string what = $"{webhook.Resource}/{webhook.Event}";
        Console.Out.WriteLine(TerminalText.Safe($"{webhook.Id}  {webhook.Status ?? "",-8}  {what,-16}  {webhook.TargetUrl}  {webhook.Name}"));
    }

    private static async Task<int> Wrong(string text)
    {
        await Console.Error.WriteLineAsync($"loghog: {text}");
        return ExitCode.Usage;
    }
}
