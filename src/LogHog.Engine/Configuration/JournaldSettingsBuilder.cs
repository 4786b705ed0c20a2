using LogHog.Engine.Configuration.Keys;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Engine.Inputs.Journald;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="JournaldSettings"/>.</summary>
internal static class JournaldSettingsBuilder
{
    public static JournaldSettings? Build(SettingsReader reader)
    {
        bool isEnabled = reader.Get(JournaldKeys.Enabled);
        var settings = new JournaldSettings
        {
            Directory = reader.Get(JournaldKeys.Directory),
            Files = reader.Get(JournaldKeys.Files),
            Matches = reader.Get(JournaldKeys.Matches),
            BeginsAtEnd = reader.Get(JournaldKeys.StartAt),
            Journalctl = reader.Get(JournaldKeys.Journalctl),
            App = Name(reader, JournaldKeys.App),
            Module = Name(reader, JournaldKeys.Module),
            Host = Name(reader, JournaldKeys.Host),
        };
        if (settings.Directory is not null && settings.Files.Count > 0)
            reader.Error(JournaldKeys.Files, "names journal files, and directory a folder of them; write one of the two");
        if (settings.Journalctl.Length == 0)
            reader.Error(JournaldKeys.Journalctl, "names no program; write journalctl, or its path");
        return reader.HasSection(JournaldKeys.Section) && isEnabled ? settings : null;
    }

    private static NameSource? Name(SettingsReader reader, ConfigurationKey<string> key) =>
        InputSettingsBuilder.Name(reader.Get(key), JournaldSettings.Ledger, InputTypes.LogHog);
}
