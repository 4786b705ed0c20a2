using System.Net;
using LogHog.Engine.Configuration.Keys;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Engine.Configuration;

/// <summary>Text → <see cref="PushTarget"/> and <see cref="ConfigListenerSettings"/>.</summary>
internal static class PushSettingsBuilder
{
    public static IReadOnlyList<PushTarget> Targets(SettingsReader reader)
    {
        List<PushTarget> targets = [];
        foreach (string name in reader.OwnNames(PushKeys.Targets))
        {
            PushTarget target = reader.Get(PushKeys.Target, PushKeys.Targets, name);
            if (PushKey.IsName(name))
                targets.Add(target with { Name = name });
            else
                reader.Error(PushKeys.Target, PushKeys.Targets, name, "is no name for a target; write small letters, digits and . _ -");
        }

        return targets;
    }

    public static ConfigListenerSettings Listener(SettingsReader reader)
    {
        ConfigListenerSettings settings = new()
        {
            Listen = [.. reader.Get(PushKeys.Listen).Select(static address => address.WithDefault(PushKeys.DefaultPort))],
            Target = reader.Get(PushKeys.Name),
            KeyFiles = reader.Get(PushKeys.KeyFiles),
        };
        if (!settings.IsOn)
            return settings;
        if (settings.KeyFiles.Count == 0)
            reader.Error(PushKeys.KeyFiles, "is missing, and listen needs it; write the path of a key that loghog config keys create made");
        if (settings.Listen.Any(static address => !IPAddress.IsLoopback(address.Address)))
            reader.Warning(PushKeys.Listen, "an address is open to the network: pushes are signed, but everybody on the way can read them");
        foreach (string path in settings.KeyFiles)
        {
            PushKey? key = PushKeyFile.Read(path, message => reader.Error(PushKeys.KeyFiles, $"{Printable.Quote(path)} {message}"));
            if (key?.Algorithm == PushAlgorithm.HmacSha256)
                ConfigurationFiles.WarnIfWorldReadable(path, reader.OriginOf(PushKeys.KeyFiles), PushKeys.KeyFiles.Section, PushKeys.KeyFiles.Name, reader.Problems);
        }

        return settings;
    }
}
