using System.Collections;
using LogHog.Engine.Configuration;
using LogHog.Server.CommandLine;

namespace LogHog.Server.Daemon;

/// <summary>Settings without errors.</summary>
internal sealed record LoadedSettings(ServerSettings Settings, IReadOnlyList<FacilitySettings> Facilities);

/// <summary>What came of reading the configuration: <see cref="Loaded"/> is null when there are errors.</summary>
internal sealed record SettingsRead(LoadedConfiguration Configuration)
{
    public LoadedSettings? Loaded { get; } = Configuration.Settings is { } settings && Configuration.Facilities is { } facilities
        ? new LoadedSettings(settings, facilities)
        : null;
}

/// <summary>Reads the configuration the same way each time: at the start, for <c>--check-config</c> and on reload.</summary>
internal sealed class SettingsSource
{
    private const string UsualFile = "/etc/loghogd/loghogd.conf";

    private readonly ConfigurationSources _sources;

    public SettingsSource(ServerOptions options) => _sources = new ConfigurationSources
    {
        // Absolute now: a detached daemon leaves the folder that a relative path began in.
        ConfigFile = Path.GetFullPath(options.Config ?? UsualFile),
        ConfigFileMayBeMissing = options.Config is null,
        Flags = [.. Flags(options)],
        Environment = OwnEnvironment(),
        CurrentFolder = Directory.GetCurrentDirectory(),
    };

    /// <summary>The main file, whether it is there or not.</summary>
    public string ConfigFile => _sources.ConfigFile!;

    /// <param name="pushed">Facilities that are about to be pushed, in place of those that were; null = those that were.</param>
    public SettingsRead Read(PushedFacilities? pushed = null) => new(ConfigurationLoader.Load(_sources with { PushedFacilities = pushed }));

    private static IEnumerable<FlagValue> Flags(ServerOptions options)
    {
        (string Flag, string Section, string Key, string? Value)[] flags =
        [
            ("--facilities-config", "main", "facilities_config", options.FacilitiesConfig),
            ("--daemon", "main", "daemon", options.Daemon ? "yes" : null),
            ("--log", "log", "filename", options.Log),
            ("--log-dir", "main", "logdir", options.LogDir),
            ("--pid", "main", "pidfile", options.PidFile),
            ("--run-dir", "main", "rundir", options.RunDir),
            ("--work-dir", "main", "workdir", options.WorkDir),
            ("--user", "main", "user", options.User),
        ];
        return flags.Where(flag => flag.Value is not null)
            .Select(flag => new FlagValue(flag.Flag, flag.Section, flag.Key, flag.Value!));
    }

    private static Dictionary<string, string> OwnEnvironment() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Where(variable => ((string)variable.Key).StartsWith("LOGHOGD_", StringComparison.Ordinal))
        .ToDictionary(variable => (string)variable.Key, variable => (string)(variable.Value ?? ""), StringComparer.Ordinal);
}
