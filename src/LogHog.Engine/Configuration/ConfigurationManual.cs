using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>The tables of keys for a manual page: the same that <c>--check-config</c> reads by and docs/configuration.md shows.</summary>
public static class ConfigurationManual
{
    /// <summary>The sections of loghogd.conf, then those of facilities.conf.</summary>
    public static IReadOnlyList<ManualSection> Sections { get; } =
    [
        .. SectionTable.All.Where(static section => section.Keys is not null)
            .Select(static section => new ManualSection($"loghogd.conf: {section.Header}", section.Purpose, [.. section.Keys!.Select(Describe)])),
        new ManualSection(
            "facilities.conf: [app], [app:module], [*]", "Whatever a `[app:module]` leaves out it has from `[app]`.", [.. FacilityKeys.All.Select(Describe)]),
    ];

    private static ManualKey Describe(ConfigurationKey key) =>
        new(key.Name, key.KindName, key.Default, key.IsRequired, key.RestartWhenChanged is not null, key.Why);
}

/// <summary>A section of a configuration file.</summary>
public sealed record ManualSection(string Header, string Purpose, IReadOnlyList<ManualKey> Keys);

/// <summary>A key of a configuration file.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Default">As one would write it; empty = none.</param>
/// <param name="IsRequired">Somebody must say it.</param>
/// <param name="NeedsRestart">A reload does not change it.</param>
/// <param name="Why">What it does and why its default is what it is; Markdown.</param>
public sealed record ManualKey(string Name, string Kind, string Default, bool IsRequired, bool NeedsRestart, string Why);
