using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.Clef;

/// <summary>
/// Renders message templates (messagetemplates.org) as Serilog's outputs do by default: texts without quotes, objects and lists in their
/// JSON. What names no property stays as it was written.
/// </summary>
/// <param name="bytesMax">Of the message; a template whose values would make more of it is shown as it is, like one with too many holes.</param>
internal sealed class MessageTemplate(int bytesMax)
{
    // Each is looked for among the fields, of which there are so many at most; a message for people has ten.
    private const int HolesMax = 1024;

    private readonly List<ReadOnlyMemory<byte>> _renderings = [];
    private byte[] _message = [];
    private int _length;
    private int _holes;

    /// <param name="template">As written.</param>
    /// <param name="fields">The event's, nested names joined by dots.</param>
    /// <param name="renderings">JSON: the texts of those holes that have a format, in their order; empty = there are none.</param>
    /// <param name="scratch">Where the message goes.</param>
    public ReadOnlyMemory<byte> Render(
        ReadOnlyMemory<byte> template, List<EventField> fields, ReadOnlyMemory<byte> renderings, ScratchMemory scratch)
    {
        ReadOnlySpan<byte> rest = template.Span;
        if (!rest.ContainsAny("{}"u8))
            return template;
        ReadRenderings(renderings, scratch);
        _length = 0;
        _holes = 0;
        int formatted = 0;
        while (!rest.IsEmpty && _length <= bytesMax && _holes <= HolesMax)
            rest = rest[AppendPart(rest, fields, ref formatted)..];
        if (_length > bytesMax || _holes > HolesMax)
            return template;
        _message.AsSpan(0, _length).CopyTo(scratch.Reserve(_length));
        return scratch.Commit(_length);
    }

    /// <summary>Text up to the next brace, a doubled brace, or a hole.</summary>
    /// <returns>Bytes of it.</returns>
    private int AppendPart(ReadOnlySpan<byte> rest, List<EventField> fields, ref int formatted)
    {
        int text = rest.IndexOfAny("{}"u8);
        if (text != 0)
        {
            text = text < 0 ? rest.Length : text;
            Append(rest[..text]);
            return text;
        }

        if (rest.Length > 1 && rest[1] == rest[0])
        {
            Append(rest[..1]);
            return 2;
        }

        int end = rest[0] == '{' ? rest.IndexOf((byte)'}') : -1;
        if (end < 0 || !TryAppendHole(rest[1..end], fields, ref formatted))
        {
            // No hole: its braces are text.
            Append(rest[..(end < 0 ? 1 : end + 1)]);
        }

        return end < 0 ? 1 : end + 1;
    }

    /// <summary><c>[@$]Name[,alignment][:format]</c>.</summary>
    private bool TryAppendHole(ReadOnlySpan<byte> hole, List<EventField> fields, ref int formatted)
    {
        _holes++;
        int colon = hole.IndexOf((byte)':');
        ReadOnlySpan<byte> head = colon < 0 ? hole : hole[..colon];
        int comma = head.IndexOf((byte)',');
        int alignment = 0;
        if (comma >= 0 && (!System.Buffers.Text.Utf8Parser.TryParse(head[(comma + 1)..], out alignment, out int read) || read != head.Length - comma - 1))
            return false;
        ReadOnlySpan<byte> name = comma < 0 ? head : head[..comma];
        if (name is [(byte)'@' or (byte)'$', ..])
            name = name[1..];
        int before = _length;
        if (colon >= 0 && formatted < _renderings.Count)
        {
            // It is rendered already, alignment and all.
            Append(_renderings[formatted++].Span);
            return true;
        }

        if (!TryAppendValue(name, fields))
            return false;
        Align(before, alignment);
        return true;
    }

    /// <summary>A property; one that was an object stands there as fields whose names begin with its own.</summary>
    private bool TryAppendValue(ReadOnlySpan<byte> name, List<EventField> fields)
    {
        if (name.IsEmpty)
            return false;
        int index = FieldSource.IndexOf(fields, name);
        if (index >= 0)
        {
            Append(fields[index].Value.Span);
            return true;
        }

        bool isFirst = true;
        foreach (EventField field in fields)
        {
            ReadOnlySpan<byte> inner = field.Name.Span;
            if (inner.Length <= name.Length || inner[name.Length] != '.' || !inner.StartsWith(name) || _length > bytesMax)
                continue;
            Append(isFirst ? "{ "u8 : ", "u8);
            Append(inner[(name.Length + 1)..]);
            Append(": "u8);
            Append(field.Value.Span);
            isFirst = false;
        }

        if (!isFirst)
            Append(" }"u8);
        return !isFirst;
    }

    /// <summary>Blanks before what was appended, or behind it when the alignment is negative.</summary>
    private void Align(int start, int alignment)
    {
        // A column wider than any screen is a mistake or an attack.
        int width = Math.Clamp(alignment, -256, 256);
        int blanks = Math.Abs(width) - System.Text.Encoding.UTF8.GetCharCount(_message.AsSpan(start, _length - start));
        if (blanks <= 0)
            return;
        Span<byte> room = Reserve(blanks);
        if (width > 0)
        {
            _message.AsSpan(start, _length - start).CopyTo(_message.AsSpan(start + blanks));
            room = _message.AsSpan(start, blanks);
        }

        room[..blanks].Fill((byte)' ');
        _length += blanks;
    }

    private void ReadRenderings(ReadOnlyMemory<byte> array, ScratchMemory scratch)
    {
        _renderings.Clear();
        var json = new JsonScanner(array, scratch);
        if (!json.Take((byte)'['))
            return;
        do
        {
            json.SkipSpace();
            if (!json.TryReadString(out ReadOnlyMemory<byte> text))
                return;
            _renderings.Add(text);
            json.SkipSpace();
        }
        while (json.Take((byte)','));
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_message.Length - _length < bytes)
            Array.Resize(ref _message, Math.Max(_message.Length * 2, _length + Math.Max(bytes, 256)));
        return _message.AsSpan(_length);
    }
}
