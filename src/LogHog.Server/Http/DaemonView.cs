using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;

namespace LogHog.Server.Http;

/// <summary>What the HTTP rooms see of the daemon.</summary>
/// <param name="Snapshot">The engine's account at this moment.</param>
/// <param name="Settings">The settings in force; a reload changes them.</param>
/// <param name="StartedAt">When the process began.</param>
/// <param name="Version">As in <c>--version</c>.</param>
internal sealed record DaemonView(
    Func<EngineSnapshot> Snapshot, Func<ServerSettings> Settings, DateTimeOffset StartedAt, string Version)
{
    /// <summary>Null = the daemon has none (tests of single rooms).</summary>
    public Engine.Channels.ChannelSet? Channels { get; init; }

    /// <summary>Addresses as bound, set before the first request.</summary>
    public IReadOnlyList<System.Net.IPEndPoint> HttpAddresses { get; init; } = [];

    /// <summary>Takes alerts and webhooks; set before the first request.</summary>
    public Engine.Bot.ChatBot? Bot { get; init; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string HttpScheme { get; init; } = "http";
}
