namespace LogHog.Engine.Configuration;

/// <summary>A flag of the command line that stands for a key of loghogd.conf.</summary>
/// <param name="Flag">As it was given: <c>--log-dir</c>.</param>
/// <param name="Section">The section of its key: <c>main</c>.</param>
/// <param name="Key">The key: <c>logdir</c>.</param>
/// <param name="Value">Its text; a relative path begins at <see cref="ConfigurationSources.CurrentFolder"/>.</param>
public sealed record FlagValue(string Flag, string Section, string Key, string Value);

/// <summary>
/// Where a configuration comes from. In order of strength: flags, environment (<c>LOGHOGD_SECTION__KEY</c>), drop-ins
/// (<c>conf.d/*.conf</c> beside loghogd.conf, <c>facilities.d/*.conf</c> beside facilities.conf, by name, later ones stronger),
/// the file, the defaults.
/// </summary>
public sealed record ConfigurationSources
{
    /// <summary>loghogd.conf; null = none, and no drop-ins.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>A missing <see cref="ConfigFile"/> is no error: nobody named it, it is only the usual place.</summary>
    public bool ConfigFileMayBeMissing { get; init; }

    /// <summary>Facilities that are about to be pushed here, in place of those that were; null = those that were, if any.</summary>
    public PushedFacilities? PushedFacilities { get; init; }

    /// <summary>The flags that were given. <c>-F</c> is <c>[main] facilities_config</c>.</summary>
    public IReadOnlyList<FlagValue> Flags { get; init; } = [];

    /// <summary>The environment; only what begins with <c>LOGHOGD_</c> and has <c>__</c> in it is looked at.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where relative paths of flags and of the environment begin.</summary>
    public string CurrentFolder { get; init; } = Directory.GetCurrentDirectory();
}
