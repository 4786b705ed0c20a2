namespace LogHog.Engine.Index;

/// <summary>A field that events of a chunk have.</summary>
/// <param name="Name">As rows have it.</param>
/// <param name="EventsWithValue">How many events have it, with a value that is not empty.</param>
/// <param name="HasColumn">Its values stand in the chunk; otherwise only the text has them.</param>
internal sealed record IndexedField(string Name, int EventsWithValue, bool HasColumn);
