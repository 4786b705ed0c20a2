using LogHog.Engine.Search;

namespace LogHog.Engine.Index;

/// <summary>A field of a chunk that is being made.</summary>
/// <param name="key">Its name.</param>
/// <param name="column">Collects its values; null = there are enough columns.</param>
internal sealed class ChunkField(FieldKey key, ColumnBuilder? column)
{
    public string Name { get; } = key.Name;

    public ColumnBuilder? Column { get; } = column;

    public int EventsWithValue { get; set; }

    /// <summary>Whose events a file holds is asked by nearly every query: these columns are kept if at all possible.</summary>
    public bool IsVital => IsVitalName(Name);

    public bool IsMessage { get; } = key.Name == "_msg";

    /// <summary>Its words stand in the filter. What a row says in the others does not stand in its line, or not in these letters.</summary>
    public bool HasWords { get; } = HasWordsName(key.Name);

    public static bool IsVitalName(string name) => name is "app" or "host" or "module" or "level";

    public static bool HasWordsName(string name) =>
        name is not ("_time" or "_stream" or "_stream_id" or "app" or "module" or "host" or "level" or "received");
}
