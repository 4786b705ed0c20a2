using System.Text.Json;

namespace LogHog.Cli.Pushing;

/// <summary>
/// What pushes, one after the other, made of a program's levels: Python keeps those of a logger that a later configuration does not
/// name, whatever that configuration is.
/// </summary>
internal sealed class LevelState
{
    /// <summary>The level of each logger that was given one, as JSON.</summary>
    public Dictionary<string, string> Levels { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, bool> Propagate { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> HandlerLevels { get; } = new(StringComparer.Ordinal);

    public string? Root { get; private set; }

    /// <summary>The last configuration that was not incremental: whose handlers there are.</summary>
    public PushRecord? Base { get; private set; }

    public static LevelState After(IEnumerable<PushRecord> records)
    {
        var state = new LevelState();
        foreach (PushRecord record in records)
            state.Take(record);
        return state;
    }

    public static bool IsIncremental(PushRecord record) =>
        record.Config.TryGetProperty("incremental", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;

    private void Take(PushRecord record)
    {
        string[] named = [.. Members(record, "loggers").Select(static logger => logger.Name)];
        if (!IsIncremental(record))
        {
            Base = record;
            HandlerLevels.Clear();
            foreach (string child in Levels.Keys.Where(name => IsUnnamedChild(name, named)).ToArray())
                Levels.Remove(child);
            foreach (string child in Propagate.Keys.Where(name => IsUnnamedChild(name, named)).ToArray())
                Propagate.Remove(child);
        }

        foreach (JsonProperty logger in Members(record, "loggers"))
        {
            if (Level(logger.Value) is { } level)
                Levels[logger.Name] = level;
            if (logger.Value.TryGetProperty("propagate", out JsonElement propagate))
                Propagate[logger.Name] = propagate.GetBoolean();
        }

        foreach (JsonProperty handler in Members(record, "handlers"))
        {
            if (Level(handler.Value) is { } level)
                HandlerLevels[handler.Name] = level;
        }

        if (record.Config.TryGetProperty("root", out JsonElement root) && Level(root) is { } rootLevel)
            Root = rootLevel;
    }

    /// <summary>Such loggers <c>dictConfig</c> sets back: they lie beneath one that is named and are not named themselves.</summary>
    private static bool IsUnnamedChild(string name, string[] named) =>
        !named.Contains(name, StringComparer.Ordinal) && Array.Exists(named, above => name.StartsWith(above + ".", StringComparison.Ordinal));

    private static IEnumerable<JsonProperty> Members(PushRecord record, string section) =>
        record.Config.TryGetProperty(section, out JsonElement members) ? members.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private static string? Level(JsonElement holder) =>
        holder.TryGetProperty("level", out JsonElement level) && level.ValueKind != JsonValueKind.Null ? level.GetRawText() : null;
}
