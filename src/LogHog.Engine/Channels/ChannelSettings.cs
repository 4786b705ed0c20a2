using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels;

/// <summary>The services that a channel can have behind it; as <c>type</c> writes them, in small letters.</summary>
public enum ChannelType
{
    Pushover,
    Webex,
    Slack,
    Teams,
    Telegram,
    Ntfy,
    Email,
    Webhook,
    Zabbix,
    Command,
}

/// <summary>How mail is encrypted on its way.</summary>
public enum MailTls
{
    /// <summary>After the greeting (RFC 3207), always: a server that does not offer it gets nothing.</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314).</summary>
    Implicit,

    /// <summary>Not at all: for a server on this machine.</summary>
    None,
}

/// <summary>The markup of a service that knows several.</summary>
public enum ChannelFormat
{
    Html,
    Markdown,
    Plain,
}

/// <summary><c>[channel:NAME]</c>: one way to tell people, checked and complete. Never changes.</summary>
public sealed record ChannelSettings
{
    /// <summary>The section's own part of its name.</summary>
    public required string Name { get; init; }

    public required ChannelType Type { get; init; }

    /// <summary>Where the service is: a base address, or the whole URL of a webhook, which then is a secret.</summary>
    public Secret? Url { get; init; }

    public Secret? Token { get; init; }

    /// <summary>Pushover's user or group key; who signs in (mail, ntfy).</summary>
    public Secret? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>Signs the bodies of webhooks.</summary>
    public Secret? SigningKey { get; init; }

    /// <summary>Rooms, people, chats, topics, addresses: each gets each notification.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    public string From { get; init; } = "";

    /// <summary>Of mail and Zabbix.</summary>
    public HostPort? Server { get; init; }

    public MailTls Tls { get; init; }

    /// <summary>The roots to trust, PEM; null = the system's.</summary>
    public string? CaFile { get; init; }

    public string? Device { get; init; }

    public string? Sound { get; init; }

    /// <summary>In the service's own scale; null = by the severity.</summary>
    public int? Priority { get; init; }

    public TimeSpan Retry { get; init; }

    public TimeSpan Expire { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string Method { get; init; } = "POST";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public string ContentType { get; init; } = "application/json";

    public ChannelFormat Format { get; init; }

    /// <summary>The name of the host in Zabbix.</summary>
    public string Host { get; init; } = "";

    /// <summary>The key of its trapper item.</summary>
    public string Item { get; init; } = "";

    /// <summary>A program and its arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The texts, read and checked.</summary>
    public required ChannelTemplates Templates { get; init; }

    /// <summary>For one try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Notifications a minute at most.</summary>
    public int Rate { get; init; } = 30;

    /// <summary>Notifications that wait before further ones are told of together.</summary>
    public int QueueMax { get; init; } = 1000;

    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>It may go to, and link to, addresses inside the network.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>Every secret of it, to be taken out of what others say.</summary>
    public IEnumerable<Secret> Secrets =>
        new[] { Type is ChannelType.Slack or ChannelType.Teams or ChannelType.Webhook ? Url : null, Token, Type == ChannelType.Email ? null : User, Password, SigningKey }
            .OfType<Secret>().Concat(Headers.Select(static header => new Secret(header.Value)));
}

/// <summary>Where something listens.</summary>
public sealed record HostPort(string Host, int Port)
{
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
