using LogHog.Engine.Channels;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[channel:NAME]</c>: a way to tell people (docs/channels.md). Which type has which keys stands in <see cref="ChannelTypeKeys"/>.</summary>
internal static class ChannelKeys
{
    public const string Section = "channel";

    public static readonly ConfigurationKey<string?> Type = new(Section, "type", Kinds.Name.OrNull(), "")
    {
        Why = "The service: `pushover`, `webex`, `slack`, `teams`, `telegram`, `ntfy`, `email`, `webhook`, `zabbix` or `command`. None: the section's own name.",
    };

    public static readonly SecretKeys Url = new(Section, "url", ChannelTexts.Url)
    {
        Why = "Of `slack`, `teams` and `webhook`: the whole address that it is sent to. Of the others: where the service is, if not at its public address.",
    };

    public static readonly SecretKeys Token = new(Section, "token", Kinds.Text)
    {
        Why = "What the service knows us by: Pushover's API token, the token of Webex's, Slack's or Telegram's bot, ntfy's access token; for `webhook` it is sent as "
            + "`Authorization: Bearer`.",
    };

    public static readonly SecretKeys User = new(Section, "user", Kinds.Text)
    {
        Why = "Pushover's user or group key; the name that signs in at a mail server or at ntfy.",
    };

    public static readonly SecretKeys Password = new(Section, "password", Kinds.Text) { Why = "The password that belongs to `user`." };

    public static readonly SecretKeys SigningKey = new(Section, "secret", Kinds.Text)
    {
        Why = "Signs what a `webhook` sends: the header `X-LogHog-Signature: sha256=…` is HMAC-SHA256 over `X-LogHog-Timestamp`, a dot and the body.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> To = new(Section, "to", ChannelTexts.Items, "")
    {
        Why = "Whom it tells, with commas between them; each gets each notification: rooms (by id) and people (by e-mail) of Webex, channels of Slack's bot, "
            + "chats of Telegram, topics of ntfy, addresses of mail.",
        Example = "my-topic",
    };

    public static readonly ConfigurationKey<string> From = new(Section, "from", ChannelTexts.Line, "") { Why = "The sender of mails: `LogHog <loghog@example.org>`." };

    public static readonly ConfigurationKey<HostPort?> Server = new(Section, "server", ChannelTexts.HostPort.OrNull(), "")
    {
        Why = "The mail server (port 587, with `tls = implicit` 465, with `none` 25) or the Zabbix server or proxy (10051).",
    };

    public static readonly ConfigurationKey<MailTls> Tls = new(
        Section, "tls", Kinds.Choice("starttls/implicit/none", ("starttls", MailTls.StartTls), ("implicit", MailTls.Implicit), ("none", MailTls.None)), "starttls")
    {
        Why = "How mail is encrypted on its way. `starttls` is never left out silently; `none` sends no password, except to this machine.",
    };

    public static readonly ConfigurationKey<string?> CaFile = new(Section, "ca_file", Kinds.FilePath.OrNull(), "")
    {
        Why = "Trust the authorities of this PEM file for its TLS. None: the system's.",
    };

    public static readonly ConfigurationKey<string> Device = new(Section, "device", ChannelTexts.Line, "") { Why = "One of the user's devices in Pushover. None: all." };

    public static readonly ConfigurationKey<string> Sound = new(Section, "sound", ChannelTexts.Line, "") { Why = "Pushover's sound. None: the user's own." };

    public static readonly ConfigurationKey<int?> Priority = new(Section, "priority", Kinds.Integer(-2, 5).OrNone(), "")
    {
        Why = "In the service's own scale: Pushover -2 to 2, ntfy 1 to 5. None: by the severity; what is over is quieter.",
    };

    public static readonly ConfigurationKey<TimeSpan> Retry = new(Section, "retry", Kinds.DurationWithin(TimeSpan.FromSeconds(30), TimeSpan.FromHours(3)), "1m")
    {
        Why = "With Pushover's priority 2: how often it asks again until somebody has acknowledged. Pushover takes no less than 30 seconds.",
    };

    public static readonly ConfigurationKey<TimeSpan> Expire = new(Section, "expire", Kinds.DurationWithin(TimeSpan.FromSeconds(30), TimeSpan.FromHours(3)), "1h")
    {
        Why = "With Pushover's priority 2: when it stops to ask. Pushover takes no more than three hours.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Tags = new(Section, "tags", ChannelTexts.Items, "")
    {
        Why = "Tags of ntfy, with commas between them; those that are names of emojis become them. None: one by the severity.",
    };

    public static readonly ConfigurationKey<string> Method = new(
        Section, "method", Kinds.Choice("POST/PUT", ("POST", "POST"), ("PUT", "PUT")), "POST") { Why = "How a `webhook` is sent." };

    public static readonly ConfigurationKey<IReadOnlyList<KeyValuePair<string, string>>> Headers = new(Section, "headers", ChannelTexts.Headers, "")
    {
        Why = "Further headers of a `webhook`, `Name: value`, one a line; their values are treated as secrets.",
        IsSecret = true,
    };

    public static readonly ConfigurationKey<string> ContentType = new(Section, "content_type", ChannelTexts.Line, "application/json")
    {
        Why = "What the body of a `webhook` is: JSON, a form, XML, or plain text. By it the values in the template `webhook.body` are escaped.",
    };

    public static readonly ConfigurationKey<ChannelFormat> Format = new(
        Section, "format", Kinds.Choice("html/markdown/plain", ("html", ChannelFormat.Html), ("markdown", ChannelFormat.Markdown), ("plain", ChannelFormat.Plain)), "html")
    {
        Why = "The markup of Telegram's messages. It shows in templates of your own only.",
    };

    public static readonly ConfigurationKey<string> Host = new(Section, "host", ChannelTexts.Line, "") { Why = "The host in Zabbix that the item belongs to." };

    public static readonly ConfigurationKey<string> Item = new(Section, "item", ChannelTexts.Line, "loghog.alert")
    {
        Why = "The key of its item of type Zabbix trapper; its value is text, the time the notification's.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Command = new(Section, "command", AcmeTexts.Command, "")
    {
        Why = "A program with its whole path, and its arguments; double quotes hold one together. Never a shell. The notification is in variables "
            + "(`LOGHOG_ALERT_TITLE` …) and, as JSON, on its standard input; exit code 0 is delivered, 75 try again later, others too.",
    };

    public static readonly ConfigurationKey<string?> Templates = new(Section, "templates", Kinds.FilePath.OrNull(), "")
    {
        Why = "A folder with texts of your own, in files such as `webex.markdown` (docs/channels.md#templates). None, or a file that is missing: ours.",
    };

    public static readonly ConfigurationKey<TimeSpan> Timeout = new(Section, "timeout", Kinds.DurationWithin(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), "20s")
    {
        Why = "How long one try may take, from the name's look-up to the answer's end.",
    };

    public static readonly ConfigurationKey<int> Rate = new(Section, "rate", Kinds.Integer(1, 6000), "30")
    {
        Why = "Notifications a minute at most; five may go at once. What is more waits. Slack and Telegram take about one a second.",
    };

    public static readonly ConfigurationKey<int> QueueMax = new(Section, "queue_max", Kinds.Integer(10, 100_000), "1000")
    {
        Why = "Notifications that wait on the disk, each told for itself; what comes beyond is told of together, with its number and the newest titles.",
    };

    public static readonly ConfigurationKey<TimeSpan> GiveUpAfter = new(Section, "give_up_after", Kinds.DurationWithin(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), "3d")
    {
        Why = "After so long a notification that cannot be delivered is given up, loudly, and kept in `dead-letters.log`. Three days: a weekend and a Monday.",
    };

    public static readonly ConfigurationKey<bool> AllowPrivate = new(Section, "allow_private", Kinds.Switch, "no")
    {
        Why = "It may go to, and show links to, addresses of this machine and of networks that are not public. Not by default, so that nobody can make "
            + "loghogd ask its own neighbours.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All =
    [
        Type, .. Url.All, .. Token.All, .. User.All, .. Password.All, .. SigningKey.All, To, From, Server, Tls, CaFile, Device, Sound, Priority, Retry, Expire, Tags,
        Method, Headers, ContentType, Format, Host, Item, Command, Templates, Timeout, Rate, QueueMax, GiveUpAfter, AllowPrivate,
    ];
}

/// <summary>A secret's three keys: the text itself, a file with it, a variable of the environment with it.</summary>
internal sealed class SecretKeys(string section, string name, ValueKind<string> kind)
{
    private ConfigurationKey<string?>? _text;

    public required string Why { get; init; }

    public string Name => name;

    public ConfigurationKey<string?> Text => _text ??= new(section, name, kind.OrNull(), "") { Why = $"{Why} A secret: only in a file of mode 0600.", IsSecret = true };

    public ConfigurationKey<string?> File { get; } = new(section, $"{name}_file", Kinds.FilePath.OrNull(), "") { Why = $"The file with `{name}` in one line, and nothing else." };

    public ConfigurationKey<string?> Variable { get; } = new(section, $"{name}_env", ChannelTexts.Variable.OrNull(), "") { Why = $"The variable of loghogd's environment with `{name}`." };

    public IReadOnlyList<ConfigurationKey> All => [Text, File, Variable];

    public ValueKind<string> Kind => kind;
}
