using LogHog.Protocols.Events;

namespace LogHog.Protocols.Json;

/// <summary>
/// Turns members of a JSON object into an event's fields: nested names are joined by dots, lists stay as their JSON text.
/// One instance a decoder: it owns the memory that joined names point into.
/// </summary>
internal sealed class JsonFieldReader(JsonLimits limits)
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    private readonly JoinedNames _names = new();

    /// <summary>Whether a member that is null is passed by, as if it were not there; else it is the text <c>null</c>.</summary>
    public bool SkipsNull { get; init; }

    /// <summary>The names given out are taken back.</summary>
    public void Reset() => _names.Reset();

    /// <summary>The names given out are taken back and the memory returned.</summary>
    public void Release() => _names.Release();

    /// <summary>Reads a member's name, the colon and the space around it.</summary>
    public static bool TryReadName(ref JsonScanner json, out ReadOnlyMemory<byte> name)
    {
        if (!json.TryReadString(out name))
            return false;
        json.SkipSpace();
        if (!json.Take((byte)':'))
            return false;
        json.SkipSpace();
        return true;
    }

    /// <summary>Reads the value of a member into one field, or several if it is an object.</summary>
    /// <param name="json">Stands before the value.</param>
    /// <param name="logEvent">Gets the fields; a W3C trace or span id at depth 1 goes to its own place.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="depth">Of the object that the member stands in; the outermost is 1.</param>
    public RejectReason Read(ref JsonScanner json, LogEvent logEvent, ReadOnlyMemory<byte> name, int depth)
    {
        if (name.Length > limits.FieldNameBytesMax)
            return RejectReason.BadValue;
        JsonKind kind = json.PeekKind();
        int start = json.Position;
        if (kind == JsonKind.Object)
            return ReadNested(ref json, logEvent, name, depth + 1);
        if (kind == JsonKind.Array)
        {
            RejectReason reason = Skip(ref json, kind, depth + 1);
            return reason == RejectReason.None ? Add(logEvent, new EventField(name, FieldKind.Text, json.Since(start))) : reason;
        }
        if (!json.TryReadScalar(kind, out ReadOnlyMemory<byte> value))
            return RejectReason.BadJson;
        if (kind == JsonKind.Null && SkipsNull)
            return RejectReason.None;
        if (kind == JsonKind.Text && depth == 1 && TraceContext.TryTake(logEvent, name.Span, value.Span))
            return RejectReason.None;
        FieldKind fieldKind = kind switch
        {
            JsonKind.Number => FieldKind.Number,
            JsonKind.True or JsonKind.False => FieldKind.Bool,
            _ => FieldKind.Text,
        };
        return Add(logEvent, new EventField(name, fieldKind, value));
    }

    /// <summary>Checks a value and passes it by.</summary>
    /// <param name="json">Stands before the value.</param>
    /// <param name="kind">What begins there.</param>
    /// <param name="depth">That the value has if it is an object or an array.</param>
    public RejectReason Skip(ref JsonScanner json, JsonKind kind, int depth)
    {
        if (kind is not (JsonKind.Object or JsonKind.Array))
            return json.TryReadScalar(kind, out _) ? RejectReason.None : RejectReason.BadJson;
        if (depth > limits.DepthMax)
            return RejectReason.JsonTooDeep;
        byte close = kind == JsonKind.Object ? (byte)'}' : (byte)']';
        json.Take(json.Peek);
        json.SkipSpace();
        if (json.Take(close))
            return RejectReason.None;
        do
        {
            json.SkipSpace();
            if (kind == JsonKind.Object && !TryReadName(ref json, out _))
                return RejectReason.BadJson;
            RejectReason reason = Skip(ref json, json.PeekKind(), depth + 1);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
        }
        while (json.Take((byte)','));
        return json.Take(close) ? RejectReason.None : RejectReason.BadJson;
    }

    /// <summary>An object's members become fields whose names are joined by dots; an empty one stays as the text <c>{}</c>.</summary>
    private RejectReason ReadNested(ref JsonScanner json, LogEvent logEvent, ReadOnlyMemory<byte> outer, int depth)
    {
        if (depth > limits.DepthMax)
            return RejectReason.JsonTooDeep;
        json.Take((byte)'{');
        json.SkipSpace();
        if (json.Take((byte)'}'))
            return Add(logEvent, new EventField(outer, FieldKind.Text, EmptyObject));
        do
        {
            json.SkipSpace();
            if (!TryReadName(ref json, out ReadOnlyMemory<byte> inner))
                return RejectReason.BadJson;
            if (outer.Length + 1 + inner.Length > limits.FieldNameBytesMax)
                return RejectReason.BadValue;
            if (!_names.TryJoin(outer.Span, inner.Span, json.Position, out ReadOnlyMemory<byte> name))
                return RejectReason.InflateRatioTooHigh;
            RejectReason reason = Read(ref json, logEvent, name, depth);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
        }
        while (json.Take((byte)','));
        return json.Take((byte)'}') ? RejectReason.None : RejectReason.BadJson;
    }

    private RejectReason Add(LogEvent logEvent, EventField field)
    {
        if (logEvent.Fields.Count >= limits.FieldsMax)
            return RejectReason.TooManyFields;
        logEvent.Fields.Add(field);
        return RejectReason.None;
    }
}
