using LogHog.Engine.Bot.Zabbix;
using LogHog.Engine.Channels;

namespace LogHog.Engine.Bot;

/// <summary><c>[bot]</c>: alerts in by one call, commands back from a chat. Without any of its secrets nothing of it works, and everything is refused.</summary>
public sealed record BotSettings
{
    /// <summary>How it calls itself.</summary>
    public string Name { get; init; } = "LogHog";

    /// <summary>Whom to ask about it; empty = nobody is named.</summary>
    public string Caretaker { get; init; } = "";

    /// <summary>Whoever shows one of them may relay alerts; empty = nobody.</summary>
    public IReadOnlyList<Secret> Tokens { get; init; } = [];

    /// <summary>Whom relayed alerts may be for; null = those who are trusted.</summary>
    public AllowedRecipients? Recipients { get; init; }

    /// <summary>The <c>[channel:NAME]</c> that relayed alerts go by; null = none is there.</summary>
    public string? Channel { get; init; }

    /// <summary>Who may give commands.</summary>
    public TrustedPeople Trusted { get; init; } = TrustedPeople.Nobody;

    /// <summary>The bot's access token; null = it has none, so webhooks are refused.</summary>
    public Secret? WebexToken { get; init; }

    /// <summary>Of Webex's API.</summary>
    public Uri WebexUrl { get; init; } = new("https://webexapis.com/v1/");

    /// <summary>It may go to an address inside the network.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>The roots of its certificate, PEM; null = the system's.</summary>
    public string? WebexCaFile { get; init; }

    /// <summary>What webhooks are signed with; null = they are refused.</summary>
    public Secret? WebhookSecret { get; init; }

    /// <summary>Where Webex reaches this server; null = not known, then <c>loghog bot webhooks create</c> wants a URL.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Applications whose events the bot may show; empty = none, null = all.</summary>
    public IReadOnlyList<string>? Apps { get; init; } = [];

    /// <summary>Templates of the user's own; null = those that are built in.</summary>
    public string? TemplatesFolder { get; init; }

    /// <summary>Null = there is none to ask.</summary>
    public ZabbixSettings? Zabbix { get; init; }

    /// <summary>Where what is to be done waits; absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether commands can come.</summary>
    public bool TakesCommands => WebexToken is not null && WebhookSecret is not null;

    /// <summary>Every secret of it, to be taken out of what others say.</summary>
    public IEnumerable<Secret> Secrets => new[] { WebexToken, WebhookSecret, Zabbix?.Token, Zabbix?.Password }.OfType<Secret>().Concat(Tokens);
}
