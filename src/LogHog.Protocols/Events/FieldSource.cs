using System.Text;

namespace LogHog.Protocols.Events;

/// <summary>Where one of an event's own values comes from: a fixed text, or the first of some fields that has one.</summary>
public sealed record FieldSource
{
    private const string RecordPrefix = "record:";

    private FieldSource(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte>[] fields)
    {
        Text = text;
        Fields = fields;
    }

    /// <summary>The fixed text; empty = it comes from <see cref="Fields"/>.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Names of fields, the first that is there and not empty counts.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Fields { get; }

    public static FieldSource FromFields(params string[] names) =>
        new(default, [.. names.Select(static name => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(name))]);

    public static FieldSource FromText(string text) => new(Encoding.UTF8.GetBytes(text), []);

    /// <summary><c>record:FIELD</c>, or any other text, which then is the value (spec §7).</summary>
    /// <returns>Null when there is nothing in it.</returns>
    public static FieldSource? Parse(string text)
    {
        if (text.Length == 0 || text == RecordPrefix)
            return null;
        return text.StartsWith(RecordPrefix, StringComparison.Ordinal) ? FromFields(text[RecordPrefix.Length..]) : FromText(text);
    }

    /// <summary>The value; the field that it comes from is a field no longer. Empty = there is none.</summary>
    public ReadOnlyMemory<byte> TakeFrom(List<EventField> fields) => Text.IsEmpty ? Take(fields, Fields) : Text;

    /// <summary>The value of the first of these fields that has one, and that field is gone. Empty = there is none.</summary>
    public static ReadOnlyMemory<byte> Take(List<EventField> fields, IReadOnlyList<ReadOnlyMemory<byte>> names)
    {
        for (int choice = 0; choice < names.Count; choice++)
        {
            int index = IndexOf(fields, names[choice].Span);
            if (index < 0)
                continue;
            ReadOnlyMemory<byte> value = fields[index].Value;
            // Empty says the same as missing; the field has nothing to lose.
            fields.RemoveAt(index);
            if (!value.IsEmpty)
                return value;
        }

        return default;
    }

    /// <summary>The first field of that name; -1 = none.</summary>
    internal static int IndexOf(List<EventField> fields, ReadOnlySpan<byte> name)
    {
        for (int index = 0; index < fields.Count; index++)
        {
            if (fields[index].Name.Span.SequenceEqual(name))
                return index;
        }

        return -1;
    }
}
