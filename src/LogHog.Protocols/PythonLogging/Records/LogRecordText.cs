using System.Text;
using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>The values of a record as texts of an event: slices of the pickle where they stand there as they are.</summary>
internal sealed class LogRecordText(ReprWriter writer)
{
    private readonly PercentFormat _percent = new(writer);

    public LogRecordKey KeyOf(scoped in PickleTree tree, in RecordValue name)
    {
        if (name.StandsInPickle)
            return LogRecordKeys.Find(tree.Pickle.Slice(name.Start, name.Length));
        return name.IsText && writer.TryGetText(tree, name.Value, out ReadOnlySpan<byte> text) ? LogRecordKeys.Find(text) : LogRecordKey.Extra;
    }

    /// <summary>As Python's <c>str()</c>; of None and of what is not there the empty text.</summary>
    /// <param name="tree">The pickle.</param>
    /// <param name="value">Any.</param>
    /// <param name="none">Whether None is as good as not there; else it is <c>None</c>.</param>
    public TextDraft Str(scoped in PickleTree tree, in RecordValue value, bool none = true)
    {
        if (value.StandsInPickle && (value.IsUtf8 || Utf8.IsValid(tree.Pickle.Slice(value.Start, value.Length))))
            return TextDraft.Slice(value.Start, value.Length);
        if (value.Kind == PickleKind.Absent || (value.Kind == PickleKind.None && none))
            return default;
        int start = writer.Output.Length;
        writer.WriteStr(tree, value.Value);
        return Rendered(start);
    }

    /// <summary>A value as a field's: numbers and truth values keep their kind.</summary>
    public TextDraft Value(scoped in PickleTree tree, in RecordValue value, out FieldKind kind)
    {
        int start = writer.Output.Length;
        kind = FieldKind.Text;
        switch (value.Kind)
        {
            case PickleKind.True or PickleKind.False:
                kind = FieldKind.Bool;
                writer.Output.Write(value.Kind == PickleKind.True ? "true"u8 : "false"u8);
                return Rendered(start);
            case PickleKind.Integer when NumberText.TryGetInteger(tree.Pickle, value.Value, out long number):
                kind = FieldKind.Number;
                NumberText.WriteInteger(writer.Output, number);
                return Rendered(start);
            case PickleKind.Float when tree.Pickle[value.Value] == PickleOpcode.BinFloat:
                double real = NumberText.Float(tree.Pickle, value.Value);
                kind = double.IsFinite(real) ? FieldKind.Number : FieldKind.Text;
                NumberText.WriteFloat(writer.Output, real);
                return Rendered(start);
            case PickleKind.Integer or PickleKind.Float or PickleKind.Object:
                writer.WriteStr(tree, value.Value);
                bool mayBeNumber = value.Kind != PickleKind.Object || ObjectShape.Of(tree, value.Value).Known == KnownName.Decimal;
                if (mayBeNumber && IsJsonNumber(writer.Output.Written[start..]))
                    kind = FieldKind.Number;
                return Rendered(start);
            default:
                return Str(tree, value, none: false);
        }
    }

    /// <summary><c>str(message) % args</c>.</summary>
    /// <returns>The message as it is when that is an error.</returns>
    public TextDraft Merge(scoped in PickleTree tree, in RecordValue message, int args, out string? error)
    {
        TextDraft format = Str(tree, message);
        int start = writer.Output.Length;
        // What was rendered moves while more is written.
        ReadOnlySpan<byte> text = format.IsSlice ? Span(tree, format)
            : writer.Output.TrySpend(format.Length) ? Span(tree, format).ToArray()
            : [];
        error = _percent.Merge(tree, text, args);
        if (error is null)
            return Rendered(start);
        writer.Output.Truncate(start);
        return format;
    }

    public TextDraft Write(string text)
    {
        int start = writer.Output.Length;
        writer.Output.Write(Encoding.UTF8.GetBytes(text));
        return Rendered(start);
    }

    public ReadOnlySpan<byte> Span(scoped in PickleTree tree, TextDraft text) =>
        text.Of(tree.Pickle, writer.Output.Written);

    public bool IsSame(scoped in PickleTree tree, TextDraft text, in RecordValue value) =>
        value.IsText && writer.TryGetText(tree, value.Value, out ReadOnlySpan<byte> other) && other.SequenceEqual(Span(tree, text));

    /// <summary>Python's truth of a value: not None, not zero, not empty.</summary>
    public bool IsTrue(scoped in PickleTree tree, in RecordValue value) => value.Kind switch
    {
        PickleKind.Absent or PickleKind.None or PickleKind.False or PickleKind.EmptyTuple => false,
        PickleKind.Integer => !NumberText.TryGetInteger(tree.Pickle, value.Value, out long number) || number != 0,
        PickleKind.Float => NumberText.Float(tree.Pickle, value.Value) != 0,
        PickleKind.Text or PickleKind.ByteText => !writer.TryGetText(tree, value.Value, out ReadOnlySpan<byte> text) || !text.IsEmpty,
        PickleKind.List or PickleKind.Dict or PickleKind.Set or PickleKind.FrozenSet => !tree.Items(value.Value).IsEmpty,
        _ => true,
    };

    private TextDraft Rendered(int start) => TextDraft.Rendered(start, writer.Output.Length - start);

    /// <summary>Could JSON say it? <c>inf</c> and the hexadecimal of a huge number are none of its numbers.</summary>
    private static bool IsJsonNumber(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'-', ..])
            text = text[1..];
        if (!TryTakeDigits(ref text, out bool hasLeadingZero) || hasLeadingZero)
            return false;
        if (text is [(byte)'.', ..])
        {
            text = text[1..];
            if (!TryTakeDigits(ref text, out _))
                return false;
        }
        if (text is [(byte)'e' or (byte)'E', ..])
        {
            text = text[1..];
            if (text is [(byte)'+' or (byte)'-', ..])
                text = text[1..];
            if (!TryTakeDigits(ref text, out _))
                return false;
        }
        return text.IsEmpty;
    }

    private static bool TryTakeDigits(ref ReadOnlySpan<byte> text, out bool hasLeadingZero)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        int count = end < 0 ? text.Length : end;
        hasLeadingZero = count > 1 && text[0] == (byte)'0';
        text = text[count..];
        return count > 0;
    }
}
