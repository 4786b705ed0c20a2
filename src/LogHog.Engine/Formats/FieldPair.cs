using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Engine.Formats;

/// <summary>A field as a logfmt pair, <c>user="Ana María"</c>, from which its kind can be told again.</summary>
internal static class FieldPair
{
    /// <param name="line">Where to.</param>
    /// <param name="field">The field.</param>
    /// <param name="mayBeBare">The name needs no quotes.</param>
    public static void Write(ref LineBuffer line, in EventField field, bool mayBeBare)
    {
        if (mayBeBare)
            line.Write(field.Name.Span);
        else
            JsonString.Write(ref line, field.Name.Span);
        line.Write((byte)'=');
        WriteValue(ref line, field.Kind, field.Value.Span);
    }

    public static void WriteValue(ref LineBuffer line, FieldKind kind, ReadOnlySpan<byte> value)
    {
        if (IsBare(kind, value))
            line.Write(value);
        else
            JsonString.Write(ref line, value);
    }

    /// <summary>What a bare value is; a quoted one is text.</summary>
    public static FieldKind KindOf(ReadOnlySpan<byte> value) =>
        JsonNumber.IsWhole(value) ? FieldKind.Number : IsBool(value) ? FieldKind.Bool : FieldKind.Text;

    // Bare is what reads back as the same kind: a number that is one, true and false, and text that is neither.
    private static bool IsBare(FieldKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        FieldKind.Text => FieldName.IsBareValue(value) && KindOf(value) == FieldKind.Text,
        _ => KindOf(value) == kind,
    };

    private static bool IsBool(ReadOnlySpan<byte> value) => value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8);
}
