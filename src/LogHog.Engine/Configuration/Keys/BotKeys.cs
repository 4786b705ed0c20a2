using LogHog.Engine.Bot;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[bot]</c>: alerts in, commands back (spec/watch-and-tell §4).</summary>
internal static class BotKeys
{
    public const string Section = "bot";

    public static readonly ConfigurationKey<string> Name = new(Section, "name", AcmeTexts.Line, "LogHog")
    {
        Why = "How the bot calls itself.",
    };

    public static readonly ConfigurationKey<string> Caretaker = new(Section, "caretaker", AcmeTexts.Line, "")
    {
        Why = "Whom to ask about it, as its answers name them: `ana@example.org`.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Tokens = new(Section, "tokens", BotTexts.Tokens, "")
    {
        Why = "What a program shows (header `Token`) that relays alerts by `POST /api/v1/alert`; several with commas. None: nothing is relayed. "
            + "Better in a file of its own, or in the environment (`LOGHOGD_BOT__TOKENS`).",
        IsSecret = true,
    };

    public static readonly ConfigurationKey<string?> TokensFile = new(Section, "tokens_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The file that has these tokens, one a line.",
    };

    public static readonly ConfigurationKey<AllowedRecipients?> Recipients = new(Section, "recipients", BotTexts.Recipients.OrNull(), "")
    {
        Why = "Whom relayed alerts may be for: addresses, `@example.org` for everybody of a domain, ids of rooms, `*` for anybody. None: those who are `trusted`.",
    };

    public static readonly ConfigurationKey<string?> Channel = new(Section, "channel", Kinds.Name.OrNull(), "")
    {
        Why = "The `[channel:NAME]` that relayed alerts go by; it must be one that tells whom it is asked to tell (`webex`). None: the only one of that type.",
    };

    public static readonly ConfigurationKey<TrustedPeople> Trusted = new(Section, "trusted", BotTexts.People, "")
    {
        Why = "Who may give commands: addresses, or `@example.org` for everybody of a domain (and of none below it). None: nobody. Others get no answer at all.",
    };

    public static readonly ConfigurationKey<string?> WebexToken = new(Section, "webex_token", Kinds.Secret.OrNull(), "")
    {
        Why = "The bot's access token, from developer.webex.com. Better in a file of its own, or in the environment.",
        IsSecret = true,
    };

    public static readonly ConfigurationKey<string?> WebexTokenFile = new(Section, "webex_token_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The file that has it, in one line.",
    };

    public static readonly ConfigurationKey<Uri> WebexUrl = new(Section, "webex_url", BotTexts.Url, "https://webexapis.com/v1/")
    {
        Why = "Webex's API.",
    };

    public static readonly ConfigurationKey<string?> WebhookSecret = new(Section, "webhook_secret", Kinds.Secret.OrNull(), "")
    {
        Why = "What Webex signs webhooks with; `loghog bot webhooks create` tells it. None: webhooks are refused. Better in a file of its own, or in the environment.",
        IsSecret = true,
    };

    public static readonly ConfigurationKey<string?> WebhookSecretFile = new(Section, "webhook_secret_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The file that has it, in one line.",
    };

    public static readonly ConfigurationKey<Uri?> PublicUrl = new(Section, "public_url", BotTexts.Url.OrNull(), "")
    {
        Why = "Where Webex reaches this server, such as `https://logs.example.org`; `loghog bot webhooks create` tells it.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>?> Apps = new(Section, "apps", BotTexts.Apps, "")
    {
        Why = "Applications whose events `search`, `tail` and `show sources` may show, with commas between them; `*`: every one. None: no events are shown. "
            + "In a group room everybody reads the answers.",
    };

    public static readonly ConfigurationKey<string?> Templates = new(Section, "templates", Kinds.FilePath.OrNull(), "")
    {
        Why = "A folder with texts of your own, such as `issues.markdown` and `issues.text` (docs/bot.md).",
    };

    public static readonly ConfigurationKey<bool> AllowPrivate = new(Section, "allow_private", Kinds.Switch, "no")
    {
        Why = "Whether `webex_url` may lead to an address inside the network, such as a proxy's.",
    };

    public static readonly ConfigurationKey<string?> WebexCaFile = new(Section, "webex_ca_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The roots to trust when talking to Webex, PEM: for a proxy that has a certificate of its own. None: the system's.",
    };

    public static readonly ConfigurationKey<Uri?> ZabbixUrl = new(Section, "zabbix_url", BotTexts.Url.OrNull(), "")
    {
        Why = "The web pages of the Zabbix that `show issues` and `show status` ask.",
    };

    public static readonly ConfigurationKey<string?> ZabbixToken = new(Section, "zabbix_token", Kinds.Secret.OrNull(), "")
    {
        Why = "An API token (Zabbix 5.4 and newer) of a user who may read what the bot shows. Better in a file of its own, or in the environment.",
        IsSecret = true,
    };

    public static readonly ConfigurationKey<string?> ZabbixTokenFile = new(Section, "zabbix_token_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The file that has it, in one line.",
    };

    public static readonly ConfigurationKey<string> ZabbixUser = new(Section, "zabbix_user", AcmeTexts.Line, "")
    {
        Why = "For older ones: who signs in.",
    };

    public static readonly ConfigurationKey<string?> ZabbixPassword = new(Section, "zabbix_password", Kinds.Secret.OrNull(), "")
    {
        Why = "The password of that user. Better in a file of its own, or in the environment.",
        IsSecret = true,
    };

    public static readonly ConfigurationKey<string?> ZabbixPasswordFile = new(Section, "zabbix_password_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The file that has it, in one line.",
    };

    public static readonly ConfigurationKey<string?> ZabbixCaFile = new(Section, "zabbix_ca_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "The roots to trust when talking to Zabbix, PEM. None: the system's.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All =
    [
        Name, Caretaker, Tokens, TokensFile, Recipients, Channel, Trusted, WebexToken, WebexTokenFile, WebexUrl, WebexCaFile, AllowPrivate, WebhookSecret, WebhookSecretFile,
        PublicUrl, Apps, Templates, ZabbixUrl, ZabbixToken, ZabbixTokenFile, ZabbixUser, ZabbixPassword, ZabbixPasswordFile, ZabbixCaFile,
    ];
}
