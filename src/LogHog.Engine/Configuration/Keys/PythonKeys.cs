using LogHog.Engine.Configuration.Values;
using LogHog.Protocols.PythonLogging;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>Keys of an <c>[input:NAME]</c> with <c>type = python</c>.</summary>
internal static class PythonKeys
{
    public static readonly ConfigurationKey<LogRecordFieldChoice> Fields = new(InputKeys.Section, "fields",
        Kinds.Choice("all/short", ("all", LogRecordFieldChoice.All), ("short", LogRecordFieldChoice.Short)), "all")
    {
        Why = "Of `python`: which attributes of a record become fields. `short`: not those that say what another one says, nor what is the same in every "
            + "program (docs/inputs.md); lines and index are then a third shorter.",
        RestartWhenChanged = static settings => string.Join('\n', settings.Inputs.Select(static input => $"{input.Name} {input.Own as LogRecordFieldChoice?}")),
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Fields];

    public static object Read(SettingsReader reader, string section) => reader.Get(Fields, section);
}
