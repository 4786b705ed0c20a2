using System.Text;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging.Pickle;
using LogHog.Protocols.PythonLogging.Values;

namespace LogHog.Protocols.PythonLogging.Records;

/// <summary>The values of a record as texts of an event: slices of the pickle where they stand there as they are.</summary>
internal sealed class LogRecordText(ReprWriter writer)
{
    private readonly PercentFormat _percent = new(writer);

    public LogRecordKey KeyOf(scoped in PickleTree tree, int name)
    {
        if (tree.KindOf(name) is not (PickleKind.Text or PickleKind.ByteText))
            return LogRecordKey.Extra;
        return tree.Pickle[name] is PickleOpcode.Unicode or PickleOpcode.String
            ? writer.TryGetText(tree, name, out ReadOnlySpan<byte> text) ? LogRecordKeys.Find(text) : LogRecordKey.Extra
            : LogRecordKeys.Find(tree.Content(name));
    }

    /// <summary>As Python's <c>str()</c>; of None and of what is not there the empty text.</summary>
    /// <param name="tree">The pickle.</param>
    /// <param name="value">Any.</param>
    /// <param name="none">Whether None is as good as not there; else it is <c>None</c>.</param>
    public TextDraft Str(scoped in PickleTree tree, int value, bool none = true)
    {
        PickleKind kind = tree.KindOf(value);
        if (kind == PickleKind.Absent || (kind == PickleKind.None && none))
            return default;
        if (kind is PickleKind.Text or PickleKind.ByteText && writer.Texts.TryGet(tree, value, out ReadOnlySpan<byte> text, out bool isSlice) && isSlice)
            return new TextDraft(true, PickleArgument.ContentStart(tree.Pickle, value), text.Length);
        int start = writer.Output.Length;
        writer.WriteStr(tree, value);
        return new TextDraft(false, start, writer.Output.Length - start);
    }

    /// <summary>A value as a field's: numbers and truth values keep their kind.</summary>
    public TextDraft Value(scoped in PickleTree tree, int value, out FieldKind kind)
    {
        switch (tree.KindOf(value))
        {
            case PickleKind.True:
                kind = FieldKind.Bool;
                return Write("true"u8);
            case PickleKind.False:
                kind = FieldKind.Bool;
                return Write("false"u8);
            case PickleKind.Integer when NumberText.TryGetInteger(tree.Pickle, value, out long number):
                kind = FieldKind.Number;
                int from = writer.Output.Length;
                NumberText.WriteInteger(writer.Output, number);
                return new TextDraft(false, from, writer.Output.Length - from);
            case PickleKind.Integer or PickleKind.Float or PickleKind.Object:
                int start = writer.Output.Length;
                writer.WriteStr(tree, value);
                bool mayBeNumber = tree.KindOf(value) != PickleKind.Object || ObjectShape.Of(tree, value).Known == KnownName.Decimal;
                kind = mayBeNumber && IsJsonNumber(writer.Output.Written[start..]) ? FieldKind.Number : FieldKind.Text;
                return new TextDraft(false, start, writer.Output.Length - start);
            default:
                kind = FieldKind.Text;
                return Str(tree, value, none: false);
        }
    }

    /// <summary><c>str(message) % args</c>.</summary>
    /// <returns>The message as it is when that is an error.</returns>
    public TextDraft Merge(scoped in PickleTree tree, int message, int args, out string? error)
    {
        TextDraft format = Str(tree, message);
        int start = writer.Output.Length;
        // What was rendered moves while more is written.
        ReadOnlySpan<byte> text = format.IsSlice ? Span(tree, format)
            : writer.Output.TrySpend(format.Length) ? Span(tree, format).ToArray()
            : [];
        error = _percent.Merge(tree, text, args);
        if (error is null)
            return new TextDraft(false, start, writer.Output.Length - start);
        writer.Output.Truncate(start);
        return format;
    }

    public TextDraft Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public ReadOnlySpan<byte> Span(scoped in PickleTree tree, TextDraft text) =>
        text.IsSlice ? tree.Pickle.Slice(text.Start, text.Length) : writer.Output.Written.Slice(text.Start, text.Length);

    public bool IsSame(scoped in PickleTree tree, TextDraft text, int value) =>
        tree.KindOf(value) is PickleKind.Text or PickleKind.ByteText
        && writer.TryGetText(tree, value, out ReadOnlySpan<byte> other) && other.SequenceEqual(Span(tree, text));

    /// <summary>Python's truth of a value: not None, not zero, not empty.</summary>
    public bool IsTrue(scoped in PickleTree tree, int value) => tree.KindOf(value) switch
    {
        PickleKind.Absent or PickleKind.None or PickleKind.False or PickleKind.EmptyTuple => false,
        PickleKind.Integer => !NumberText.TryGetInteger(tree.Pickle, value, out long number) || number != 0,
        PickleKind.Float => NumberText.Float(tree.Pickle, value) != 0,
        PickleKind.Text or PickleKind.ByteText => !writer.TryGetText(tree, value, out ReadOnlySpan<byte> text) || !text.IsEmpty,
        PickleKind.List or PickleKind.Dict or PickleKind.Set or PickleKind.FrozenSet => !tree.Items(value).IsEmpty,
        _ => true,
    };

    private TextDraft Write(ReadOnlySpan<byte> text)
    {
        int start = writer.Output.Length;
        writer.Output.Write(text);
        return new TextDraft(false, start, writer.Output.Length - start);
    }

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
