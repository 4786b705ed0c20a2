using System.Buffers;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.Syslog;

/// <summary><c>[id name="value" …]…</c> (RFC 5424 §6.3) as fields <c>id.name</c>. Numbers and truth values are such fields, as in log files.</summary>
internal sealed class StructuredData(int fieldsMax, ScratchMemory scratch)
{
    /// <summary>RFC 5424 allows 32. An element's name stands in each of its fields, so this also bounds what a message costs.</summary>
    private const int IdBytesMax = 64;

    // SD-NAME: printable ASCII without what it is delimited by.
    private static readonly SearchValues<byte> InName = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x7E - 0x20).Select(static b => (byte)b).Where(static b => b is not ((byte)'=' or (byte)']' or (byte)'"'))]);

    /// <summary>Adds the fields of all elements; none if anything is wrong with them.</summary>
    /// <param name="content">A message.</param>
    /// <param name="at">Where they begin; afterwards where they end.</param>
    /// <param name="logEvent">Gets the fields.</param>
    public bool TryRead(ReadOnlyMemory<byte> content, ref int at, LogEvent logEvent)
    {
        int fieldsBefore = logEvent.Fields.Count;
        bool isRight = at < content.Length && content.Span[at] == '[';
        while (isRight && at < content.Length && content.Span[at] == '[')
            isRight = TryReadElement(content, ref at, logEvent);
        if (isRight)
            return true;
        logEvent.Fields.RemoveRange(fieldsBefore, logEvent.Fields.Count - fieldsBefore);
        logEvent.TraceId = UInt128.Zero;
        logEvent.SpanId = 0;
        return false;
    }

    private bool TryReadElement(ReadOnlyMemory<byte> content, ref int at, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = content.Span;
        int idBytes = NameBytes(text, ++at);
        if (idBytes is < 1 or > IdBytesMax)
            return false;
        ReadOnlySpan<byte> id = text.Slice(at, idBytes);
        at += idBytes;
        while (true)
        {
            int begin = at;
            while (at < text.Length && text[at] == ' ')
                at++;
            if (at >= text.Length)
                return false;
            if (text[at] == ']')
            {
                at++;
                return true;
            }

            if (at == begin || logEvent.Fields.Count >= fieldsMax || !TryReadParameter(content, id, ref at, logEvent))
                return false;
        }
    }

    private bool TryReadParameter(ReadOnlyMemory<byte> content, ReadOnlySpan<byte> id, ref int at, LogEvent logEvent)
    {
        ReadOnlySpan<byte> text = content.Span;
        int nameBytes = NameBytes(text, at);
        int valueAt = at + nameBytes + 2;
        if (nameBytes == 0 || valueAt > text.Length || text[valueAt - 2] != '=' || text[valueAt - 1] != '"')
            return false;
        int valueBytes = ValueBytes(text[valueAt..], out bool isEscaped);
        if (valueBytes < 0)
            return false;
        ReadOnlySpan<byte> name = text.Slice(at, nameBytes);
        ReadOnlyMemory<byte> value = content.Slice(valueAt, valueBytes);
        if (isEscaped)
            value = Unescaped(value.Span);
        at = valueAt + valueBytes + 1;
        if (!TraceContext.TryTake(logEvent, name, value.Span))
            logEvent.Fields.Add(new EventField(scratch.Join(id, name), KindOf(value.Span), value));
        return true;
    }

    private static int NameBytes(ReadOnlySpan<byte> text, int at)
    {
        int length = text[at..].IndexOfAnyExcept(InName);
        return length < 0 ? text.Length - at : length;
    }

    /// <summary>The bytes up to the quote that ends a value; -1 = it has no end.</summary>
    private static int ValueBytes(ReadOnlySpan<byte> text, out bool isEscaped)
    {
        isEscaped = false;
        for (int at = 0; at < text.Length;)
        {
            int hit = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (hit < 0)
                return -1;
            at += hit;
            if (text[at] == '"')
                return at;
            isEscaped = true;
            at += 2;
        }

        return -1;
    }

    /// <summary>RFC 5424 §6.3.3: before any other character the backslash is itself.</summary>
    private ReadOnlyMemory<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        Span<byte> free = scratch.Reserve(text.Length);
        int written = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is (byte)'"' or (byte)'\\' or (byte)']')
                at++;
            free[written++] = text[at];
        }

        return scratch.Commit(written);
    }

    private static FieldKind KindOf(ReadOnlySpan<byte> value) =>
        JsonNumber.IsWhole(value) ? FieldKind.Number
        : value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8) ? FieldKind.Bool
        : FieldKind.Text;
}
