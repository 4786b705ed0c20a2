using System.Net;

namespace LogHog.Engine.Configuration;

/// <summary>A program that takes pushed configurations, out of <c>[targets]</c>.</summary>
/// <param name="Name">What it is called, in small letters.</param>
/// <param name="Addresses">Where it listens; one push goes to all of them.</param>
/// <param name="Key">The id of the key that signs for it.</param>
/// <param name="Allow">Names beyond the usual that its configurations may use.</param>
public sealed record PushTarget(string Name, IReadOnlyList<IPEndPoint> Addresses, string Key, IReadOnlyList<string> Allow);

/// <summary><c>[config_listener]</c></summary>
public sealed record ConfigListenerSettings
{
    /// <summary>Empty = off.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [];

    /// <summary>The name that a push must be addressed to.</summary>
    public string Target { get; init; } = "loghogd";

    /// <summary>Paths of the keys that may sign.</summary>
    public IReadOnlyList<string> KeyFiles { get; init; } = [];

    public bool IsOn => Listen.Count > 0;
}
