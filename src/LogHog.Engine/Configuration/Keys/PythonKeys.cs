using LogHog.Engine.Configuration.Values;
using LogHog.Protocols.PythonLogging;

namespace LogHog.Engine.Configuration.Keys;

/// <summary>Keys of an <c>[input:NAME]</c> with <c>type = python</c>.</summary>
internal static class PythonKeys
{
    public static readonly ConfigurationKey<LogRecordFieldChoice> Fields = new(InputKeys.Section, "fields",
        Kinds.Choice("all/short", ("all", LogRecordFieldChoice.All), ("short", LogRecordFieldChoice.Short)), "all")
    {
        Why = "python: which attributes of a record become fields. `short`: not those that say what another one says, nor what is the same in every "
            + "program (docs/inputs.md); lines and index are then a third shorter.",
        RestartWhenChanged = static settings => string.Join('\n', settings.Inputs.Select(
            static input => input.Own is PythonInputSettings own ? $"{input.Name} {own.Fields}" : "")),
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Fields];

    public static PythonInputSettings Read(SettingsReader reader, string section) => new(reader.Get(Fields, section));
}

/// <summary>Of an <c>[input:NAME]</c> of type <c>python</c>.</summary>
/// <param name="Fields">Which attributes of a record become fields.</param>
internal sealed record PythonInputSettings(LogRecordFieldChoice Fields);
