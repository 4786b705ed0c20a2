using System.Text;

namespace LogHog.Protocols.JsonLines;

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

    /// <summary><c>record:FIELD</c>, or any other text, which then is the value (spec §7).</summary>
    /// <returns>Null when there is nothing in it.</returns>
    public static FieldSource? Parse(string text)
    {
        if (text.Length == 0 || text == RecordPrefix)
            return null;
        return text.StartsWith(RecordPrefix, StringComparison.Ordinal)
            ? FromFields(text[RecordPrefix.Length..])
            : new FieldSource(Encoding.UTF8.GetBytes(text), []);
    }
}
