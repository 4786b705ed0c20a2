using System.Net;
using LogHog.Engine.Configuration.Ini;
using LogHog.Engine.Configuration.Keys;

namespace LogHog.Engine.Configuration;

/// <summary>The one way from files, environment and flags to settings: start, <c>--check-config</c> and reload all take it.</summary>
public static class ConfigurationLoader
{
    private const string DropIns = "conf.d";
    private const string FacilityDropIns = "facilities.d";

    // Without facilities.conf: any application on this machine may log, a month of days is kept. A server that takes nothing
    // until a second file is written helps nobody; beyond loopback it is told (below).
    private static ReadOnlySpan<byte> BuiltInFacilities => "[*]\nrotate = daily\nbackup_count = 30\n"u8;

    /// <summary>Reads and checks everything; never throws for what a file, a variable or a flag says.</summary>
    public static LoadedConfiguration Load(ConfigurationSources sources)
    {
        ProblemList problems = new();
        ConfigurationText text = new();
        if (sources.ConfigFile is { } file)
            ConfigurationFiles.Read(file, sources.ConfigFileMayBeMissing, DropIns, text, problems);
        EnvironmentValues.Add(sources, text);
        foreach (FlagValue flag in sources.Flags)
            text.Set(new(flag.Section, flag.Key, flag.Value, new(flag.Flag), sources.CurrentFolder));
        KnownNames.CheckServer(text, problems);

        string folder = Path.GetDirectoryName(Path.GetFullPath(sources.ConfigFile ?? "/")) ?? "/";
        SettingsReader reader = new(text, folder, problems);
        ServerSettings settings = AlertRuleFiles.AddTo(ServerSettingsBuilder.Build(reader), problems);
        FacilitySettingsBuilder facilities = ReadFacilities(sources, ref settings, reader);
        IReadOnlyList<FacilitySettings> checkedFacilities = facilities.Build();

        return new LoadedConfiguration
        {
            Settings = problems.HasErrors ? null : settings,
            Facilities = problems.HasErrors ? null : checkedFacilities,
            Errors = problems.Errors,
            Warnings = problems.Warnings,
            Values = reader.Values,
            FacilityValues = facilities.Values,
        };
    }

    private static FacilitySettingsBuilder ReadFacilities(
        ConfigurationSources sources, ref ServerSettings settings, SettingsReader reader)
    {
        FacilitySettingsBuilder facilities = ReadFiles(sources, ref settings, reader, out ConfigurationText text);
        if (settings.ConfigListener.IsOn)
            PushedFacilities.AddTo(text, settings.PushFolder, sources.PushedFacilities, reader.Problems);
        return facilities;
    }

    private static FacilitySettingsBuilder ReadFiles(
        ConfigurationSources sources, ref ServerSettings settings, SettingsReader reader, out ConfigurationText text)
    {
        text = new();
        string? path = settings.Main.FacilitiesConfig;
        bool isNamed = reader.IsSaid(MainKeys.FacilitiesConfig) && path is not null;
        bool isLookedFor = isNamed || (sources.ConfigFile is not null && path is not null);
        if (isLookedFor && ConfigurationFiles.Read(path!, !isNamed, FacilityDropIns, text, reader.Problems))
        {
            if (!text.Sections.Any())
                reader.Problems.Warning(new(path!), null, null, "names no facility, so every message goes to quarantine; write [my-app] or [*]");
            return new(text, Path.GetDirectoryName(path)!, reader.Problems);
        }

        if (!isNamed)
        {
            settings = settings with { Main = settings.Main with { FacilitiesConfig = null } };
            text.Add("built in", "/", IniReader.Read(BuiltInFacilities), reader.Problems);
            WarnOfOpenDoor(settings, reader);
        }

        return new(text, "/", reader.Problems);
    }

    private static void WarnOfOpenDoor(ServerSettings settings, SettingsReader reader)
    {
        if (settings.Server.Plain.All(address => IPAddress.IsLoopback(address.Address)))
            return;
        reader.Warning(MainKeys.FacilitiesConfig,
            "there is no facilities.conf, so any application may log, and an address is open to the network; write a facilities.conf");
    }
}
