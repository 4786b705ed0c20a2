using LogHog.Protocols.Events;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.MessagePack;

/// <summary>
/// Turns the pairs of a map into an event's fields, as <see cref="JsonFieldReader"/> does with an object's members: nested names are joined
/// by dots, lists become JSON text, nil is passed by. One instance a decoder: it owns the memory that names and spelled values point into.
/// </summary>
internal sealed class MessagePackFieldReader(JsonLimits limits)
{
    private static readonly ReadOnlyMemory<byte> True = "true"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> False = "false"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> EmptyMap = "{}"u8.ToArray();

    private readonly ScratchMemory _texts = new();
    private readonly JoinedNames _names = new();

    /// <summary>What was given out is taken back.</summary>
    public void Reset()
    {
        _texts.Reset();
        _names.Reset();
    }

    /// <summary>The same, and the memory is returned.</summary>
    public void Release()
    {
        _texts.Release();
        _names.Release();
    }

    /// <summary>Reads a map's pairs.</summary>
    /// <param name="reader">Stands before the map.</param>
    /// <param name="logEvent">Gets the fields; a W3C trace or span id at depth 1 goes to its own place.</param>
    /// <param name="outer">The name of the map, which stands before those of its fields; empty = none.</param>
    /// <param name="depth">Of the map; the outermost is 1.</param>
    public RejectReason ReadMap(ref MessagePackReader reader, LogEvent logEvent, ReadOnlyMemory<byte> outer, int depth)
    {
        MessagePackToken map = reader.Read(out _);
        if (map.Kind != MessagePackKind.Map)
            return RejectReason.BadValue;
        if (depth > limits.DepthMax)
            return RejectReason.MessagePackTooDeep;
        for (uint pair = 0; pair < map.Count; pair++)
        {
            if (!TryReadName(ref reader, out ReadOnlyMemory<byte> name) || outer.Length + 1 + name.Length > limits.FieldNameBytesMax)
                return RejectReason.BadValue;
            if (!outer.IsEmpty && !_names.TryJoin(outer.Span, name.Span, reader.Position, out name))
                return RejectReason.InflateRatioTooHigh;
            RejectReason reason = Read(ref reader, logEvent, name, depth);
            if (reason != RejectReason.None)
                return reason;
        }

        return RejectReason.None;
    }

    /// <summary>A text, binary or extension as it stands in a field.</summary>
    public ReadOnlyMemory<byte> Text(ReadOnlyMemory<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text.Span))
            return text;
        Span<byte> output = _texts.Reserve(3 * text.Length);
        return _texts.Commit(MessagePackText.WriteText(text.Span, output));
    }

    private RejectReason Read(ref MessagePackReader reader, LogEvent logEvent, ReadOnlyMemory<byte> name, int depth)
    {
        MessagePackToken token = reader.Peek();
        switch (token.Kind)
        {
            case MessagePackKind.Map when token.Count > 0:
                return ReadMap(ref reader, logEvent, name, depth + 1);
            case MessagePackKind.Array:
                return ReadArray(ref reader, logEvent, name, depth);
        }

        reader.Read(out ReadOnlyMemory<byte> data);
        return token.Kind switch
        {
            MessagePackKind.Nil => RejectReason.None,
            MessagePackKind.Map => Add(logEvent, new EventField(name, FieldKind.Text, EmptyMap)),
            MessagePackKind.Bool => Add(logEvent, new EventField(name, FieldKind.Bool, token.Bits != 0 ? True : False)),
            MessagePackKind.Text or MessagePackKind.Binary => AddText(logEvent, name, Text(data), depth),
            MessagePackKind.Extension => Add(logEvent, new EventField(name, KindOf(token, data), Extension(token, data))),
            _ => Add(logEvent, new EventField(name, KindOf(token, data), Number(token))),
        };
    }

    /// <summary>A key: a text, or a number or truth value, spelled.</summary>
    private bool TryReadName(ref MessagePackReader reader, out ReadOnlyMemory<byte> name)
    {
        MessagePackToken token = reader.Peek();
        name = default;
        if (token.Children > 0 || token.DataBytes > limits.FieldNameBytesMax)
            return false;
        reader.Read(out ReadOnlyMemory<byte> data);
        switch (token.Kind)
        {
            case MessagePackKind.Text or MessagePackKind.Binary:
                name = Text(data);
                return true;
            case MessagePackKind.Unsigned or MessagePackKind.Signed or MessagePackKind.Float:
                name = Number(token);
                return true;
            case MessagePackKind.Bool:
                name = token.Bits != 0 ? True : False;
                return true;
            default:
                return false;
        }
    }

    private RejectReason ReadArray(ref MessagePackReader reader, LogEvent logEvent, ReadOnlyMemory<byte> name, int depth)
    {
        ReadOnlyMemory<byte> array = reader.Skip();
        Span<byte> output = _texts.Reserve((array.Length * MessagePackText.JsonBytesPerByte) + MessagePackText.NumberBytesMax);
        var items = new MessagePackReader(array);
        int written = MessagePackText.WriteJson(ref items, output, limits.DepthMax - depth);
        return written < 0 ? RejectReason.MessagePackTooDeep : Add(logEvent, new EventField(name, FieldKind.Text, _texts.Commit(written)));
    }

    private ReadOnlyMemory<byte> Number(MessagePackToken token) =>
        _texts.Commit(MessagePackText.WriteNumber(token, _texts.Reserve(MessagePackText.NumberBytesMax)));

    private ReadOnlyMemory<byte> Extension(MessagePackToken token, ReadOnlyMemory<byte> data) =>
        _texts.Commit(MessagePackText.WriteExtension(token, data.Span, _texts.Reserve((2 * data.Length) + MessagePackText.NumberBytesMax)));

    private static FieldKind KindOf(MessagePackToken token, ReadOnlyMemory<byte> data) => token.Kind switch
    {
        MessagePackKind.Float when !double.IsFinite(token.Float) => FieldKind.Text,
        MessagePackKind.Extension when !MessagePackText.TryReadTime(token, data.Span, out _, out _) => FieldKind.Text,
        _ => FieldKind.Number,
    };

    private RejectReason AddText(LogEvent logEvent, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> text, int depth) =>
        depth == 1 && TraceContext.TryTake(logEvent, name.Span, text.Span)
            ? RejectReason.None
            : Add(logEvent, new EventField(name, FieldKind.Text, text));

    private RejectReason Add(LogEvent logEvent, EventField field)
    {
        if (logEvent.Fields.Count >= limits.FieldsMax)
            return RejectReason.TooManyFields;
        logEvent.Fields.Add(field);
        return RejectReason.None;
    }
}
