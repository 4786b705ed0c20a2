using LogHog.Engine.Ingest.Inputs;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>A section of loghogd.conf.</summary>
/// <param name="Name">Without brackets; of <c>[input:NAME]</c> the part before the colon.</param>
/// <param name="IsNamed">Whether a colon and a name of the user's own follow.</param>
/// <param name="Purpose">For the documentation.</param>
/// <param name="Keys">What may stand in it; null = a later version's, refused with that reason.</param>
internal sealed record SectionDefinition(string Name, bool IsNamed, string Purpose, IReadOnlyList<ConfigurationKey>? Keys)
{
    /// <summary>The user's own part of the name in examples; an input without <c>type</c> has its protocol from it.</summary>
    public string ExampleName { get; init; } = "NAME";

    /// <summary>As examples write it.</summary>
    public string Example => IsNamed ? $"[{Name}:{ExampleName}]" : Header;

    /// <summary>Its keys are names of the user's own, which the one in <see cref="Keys"/> stands for.</summary>
    public bool HasOwnNames { get; init; }

    /// <summary>As people write it.</summary>
    public string Header => IsNamed ? $"[{Name}:NAME]" : $"[{Name}]";

    public bool Matches(string section) =>
        IsNamed ? section.StartsWith(Name + ":", StringComparison.Ordinal) && section.Length > Name.Length + 1 : section == Name;
}

/// <summary>
/// Every section that loghogd.conf may have. Recipe for a new one: write its keys in a file of this folder, give them in the entry
/// here, read them in a builder beside <see cref="ServerSettingsBuilder"/>, and let the test rewrite docs/configuration.md.
/// </summary>
internal static class SectionTable
{
    public static readonly IReadOnlyList<SectionDefinition> All =
    [
        new("main", false, "The daemon and its places.", MainKeys.All),
        new("log", false, "The daemon's own log.", OwnLogKeys.All),
        new("compressor", false, "How rotated files are compressed.", CompressorKeys.All),
        new("server", false, "Where LogHog's own protocol is spoken: each address over TCP and UDP.", ListenKeys.Server),
        new("http", false, "The HTTP port.", ListenKeys.Http),
        new("acme", false, "A certificate that renews itself (docs/acme.md).", AcmeKeys.All),
        new("auth", false, "What may be done over HTTP without a token.", ListenKeys.Auth),
        new("limits", false, "What a peer may cost.", LimitKeys.Limits),
        new("retention", false, "For the whole store, beside each facility's own rules.", LimitKeys.Retention),
        new(InputKeys.Section, true, "One further intake, by the protocol of its senders.", InputKeys.All) { ExampleName = InputTypes.Python.Name },
        new(TailKeys.Section, true, "Log files of others, followed (docs/watch.md).", TailKeys.All),
        new(FilesKeys.Section, true, "Log files of others, searched where they lie.", FilesKeys.All),
        new(JournaldKeys.Section, false, "systemd's journal, followed: the section alone is enough (docs/watch.md).", JournaldKeys.All),
        new(AlertKeys.Section, true, "A rule that tells people (docs/alerts.md).", AlertKeys.All),
        new(ChannelKeys.Section, true, "A way to tell people (docs/channels.md).", ChannelKeys.All) { ExampleName = "ntfy" },
        new(BotKeys.Section, false, "The bot: alerts of other programs in, commands from a chat (docs/bot.md).", BotKeys.All),
        new(ClientKeys.Section, true, "What the bearer of a certificate may send.", ClientKeys.All),
        new(PushKeys.Targets, false, "Programs that take pushed configurations: `NAME = ADDRESSES key=KEY` for each.", PushKeys.AllTargets) { HasOwnNames = true },
        new("config_listener", false, "Facilities that are pushed to this server, signed.", PushKeys.AllListener),
    ];

    public static SectionDefinition? Find(string section) => All.FirstOrDefault(definition => definition.Matches(section));
}
