namespace LogHog.Engine.Configuration;

/// <summary>One value that holds, and who said it.</summary>
/// <param name="Section">The section without brackets; of facilities.conf the canonical one (<c>app</c> or <c>app:web</c>).</param>
/// <param name="Key">The key.</param>
/// <param name="Value">Its text, paths absolute; empty for a secret, always.</param>
/// <param name="Origin">Where it was said.</param>
/// <param name="IsSecret">The value is a secret that is set; it is not in here.</param>
public sealed record ConfigurationValue(string Section, string Key, string Value, ConfigurationOrigin Origin, bool IsSecret);

/// <summary>The outcome of <see cref="ConfigurationLoader.Load"/>: settings, or every reason why there are none.</summary>
public sealed record LoadedConfiguration
{
    /// <summary>Null when there are <see cref="Errors"/>.</summary>
    public ServerSettings? Settings { get; init; }

    /// <summary>Every facility, inheritance filled in, root facilities first within their application; null when there are <see cref="Errors"/>.</summary>
    public IReadOnlyList<FacilitySettings>? Facilities { get; init; }

    public IReadOnlyList<ConfigurationProblem> Errors { get; init; } = [];

    public IReadOnlyList<ConfigurationProblem> Warnings { get; init; } = [];

    /// <summary>Every key of loghogd.conf with the value that holds.</summary>
    public IReadOnlyList<ConfigurationValue> Values { get; init; } = [];

    /// <summary>The same for facilities.conf.</summary>
    public IReadOnlyList<ConfigurationValue> FacilityValues { get; init; } = [];
}
