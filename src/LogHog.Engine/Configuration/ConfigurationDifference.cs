using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>What a reload cannot bring about.</summary>
public static class ConfigurationDifference
{
    /// <summary>The keys whose change takes effect only after a restart, as <c>[section] key</c>; compared by meaning, not by text.</summary>
    public static IReadOnlyList<string> RestartOnly(ServerSettings running, ServerSettings wanted) =>
    [
        .. SectionTable.All
            .SelectMany(section => section.Keys ?? [])
            .Where(key => key.RestartWhenChanged is { } part && part(running) != part(wanted))
            .Select(key => $"[{key.Section}] {key.Name}"),
    ];
}
