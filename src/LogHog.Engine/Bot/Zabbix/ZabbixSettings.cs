using LogHog.Engine.Channels;

namespace LogHog.Engine.Bot.Zabbix;

/// <summary>The Zabbix that the bot asks.</summary>
public sealed record ZabbixSettings
{
    /// <summary>Of its web pages, or of <c>api_jsonrpc.php</c> itself.</summary>
    public required Uri Url { get; init; }

    /// <summary>An API token (Zabbix 5.4 and newer); null = sign in with <see cref="User"/> and <see cref="Password"/>.</summary>
    public Secret? Token { get; init; }

    public string User { get; init; } = "";

    public Secret? Password { get; init; }

    /// <summary>The roots of its certificate, PEM; null = the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>For one question and its answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where its API is.</summary>
    public Uri Endpoint => Url.AbsolutePath.EndsWith(".php", StringComparison.Ordinal)
        ? Url
        : new Uri(Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/api_jsonrpc.php");
}
