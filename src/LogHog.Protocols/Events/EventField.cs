namespace LogHog.Protocols.Events;

/// <summary>What kind of value a field holds.</summary>
public enum FieldKind : byte
{
    /// <summary>Any text, also what was a list on the wire (as its JSON text).</summary>
    Text,

    /// <summary>A number in JSON's grammar, kept as the digits that were sent: no precision is lost.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,
}

/// <summary>A named value of an event. Nested names are joined by dots. Both texts are borrowed, see <see cref="LogEvent"/>.</summary>
public readonly record struct EventField(ReadOnlyMemory<byte> Name, FieldKind Kind, ReadOnlyMemory<byte> Value);
