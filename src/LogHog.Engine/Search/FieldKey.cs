namespace LogHog.Engine.Search;

/// <summary>The name of a field, as one object for all events of a reader.</summary>
/// <param name="name">As rows have it.</param>
/// <param name="number">Counts the names that are known at a time, from 0.</param>
/// <param name="isOfPlace">The file's place, or the event itself, says it: a field of the sender's with this name never counts.</param>
internal sealed class FieldKey(string name, int number, bool isOfPlace = false)
{
    public string Name { get; } = name;

    public int Number { get; } = number;

    public bool IsOfPlace { get; } = isOfPlace;

    /// <summary>Its place in <see cref="FieldOrder"/>.</summary>
    public int Place { get; } = FieldOrder.PlaceOf(name);

    /// <summary>The last event that has a value of this name, by <see cref="EventFields"/>'s count.</summary>
    public long LastEvent { get; set; }
}
