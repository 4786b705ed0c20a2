using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;
using LogHog.Protocols.Events;

namespace LogHog.Protocols.LogHogV1;

/// <summary>
/// The payload of a frame, a JSON object, as an event. One instance a decoder: it owns the scratch memory that texts with
/// escapes and joined names point into.
/// </summary>
internal sealed class PayloadParser(LogHogLimits limits)
{
    private static readonly SearchValues<byte> LowerHex = SearchValues.Create("0123456789abcdef"u8);
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    private readonly ScratchMemory _texts = new();
    private readonly ScratchMemory _names = new();

    /// <summary>Fills a cleared event. What the event then borrows holds until the next call of this class.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="logEvent">Left half filled when the answer is not <see cref="RejectReason.None"/>.</param>
    public RejectReason Parse(ReadOnlyMemory<byte> payload, LogEvent logEvent)
    {
        _texts.Reset();
        _names.Reset();
        if (!Utf8.IsValid(payload.Span))
            return RejectReason.BadUtf8;
        var values = default(PayloadValues);
        RejectReason reason = ReadObject(payload, logEvent, ref values);
        return reason == RejectReason.None ? EventAssembly.Fill(logEvent, ref values) : reason;
    }

    /// <summary>Gives the scratch memory back; the last event is no longer valid.</summary>
    public void Release()
    {
        _texts.Release();
        _names.Release();
    }

    private RejectReason ReadObject(ReadOnlyMemory<byte> payload, LogEvent logEvent, ref PayloadValues values)
    {
        var json = new JsonScanner(payload, _texts);
        json.SkipSpace();
        if (!json.Take((byte)'{'))
            return RejectReason.BadJson;
        json.SkipSpace();
        if (!json.Take((byte)'}'))
        {
            do
            {
                json.SkipSpace();
                RejectReason reason = ReadMember(ref json, logEvent, ref values);
                if (reason != RejectReason.None)
                    return reason;
                json.SkipSpace();
            }
            while (json.Take((byte)','));
            if (!json.Take((byte)'}'))
                return RejectReason.BadJson;
        }
        json.SkipSpace();
        return json.IsAtEnd ? RejectReason.None : RejectReason.BadJson;
    }

    private RejectReason ReadMember(ref JsonScanner json, LogEvent logEvent, ref PayloadValues values)
    {
        if (!TryReadName(ref json, out ReadOnlyMemory<byte> name))
            return RejectReason.BadJson;
        PayloadKey key = PayloadKeys.Find(name.Span);
        // Version 1 has no such keys: there they are fields. Which version it is may not be known yet, so they are kept as
        // both, and EventAssembly takes one away.
        if (key is PayloadKey.Unknown or PayloadKey.KeyId or PayloadKey.Nonce)
        {
            JsonScanner again = json;
            RejectReason reason = ReadField(ref json, logEvent, name, depth: 1);
            if (reason != RejectReason.None || key == PayloadKey.Unknown)
                return reason;
            json = again;
        }
        return ReadKnown(ref json, ref values[(int)key]);
    }

    private static bool TryReadName(ref JsonScanner json, out ReadOnlyMemory<byte> name)
    {
        if (!json.TryReadString(out name))
            return false;
        json.SkipSpace();
        if (!json.Take((byte)':'))
            return false;
        json.SkipSpace();
        return true;
    }

    private RejectReason ReadKnown(ref JsonScanner json, ref PayloadValue value)
    {
        JsonKind kind = json.PeekKind();
        if (kind is JsonKind.Object or JsonKind.Array)
        {
            value = new PayloadValue(kind, default);
            return Skip(ref json, kind, depth: 2);
        }
        if (!json.TryReadScalar(kind, out ReadOnlyMemory<byte> text))
            return RejectReason.BadJson;
        value = new PayloadValue(kind, text);
        return RejectReason.None;
    }

    // depth: of the object that the field stands in; the payload is 1.
    private RejectReason ReadField(ref JsonScanner json, LogEvent logEvent, ReadOnlyMemory<byte> name, int depth)
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
        if (kind == JsonKind.Text && depth == 1 && TryTakeTraceContext(logEvent, name.Span, value.Span))
            return RejectReason.None;
        FieldKind fieldKind = kind switch
        {
            JsonKind.Number => FieldKind.Number,
            JsonKind.True or JsonKind.False => FieldKind.Bool,
            _ => FieldKind.Text,
        };
        return Add(logEvent, new EventField(name, fieldKind, value));
    }

    /// <summary>An object's members become fields whose names are joined by dots; an empty one stays as the text <c>{}</c>.</summary>
    private RejectReason ReadNested(ref JsonScanner json, LogEvent logEvent, ReadOnlyMemory<byte> outer, int depth)
    {
        if (depth > limits.JsonDepthMax)
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
            RejectReason reason = ReadField(ref json, logEvent, Join(outer.Span, inner.Span), depth);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
        }
        while (json.Take((byte)','));
        return json.Take((byte)'}') ? RejectReason.None : RejectReason.BadJson;
    }

    private ReadOnlyMemory<byte> Join(ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner)
    {
        int bytes = outer.Length + 1 + inner.Length;
        Span<byte> joined = _names.Reserve(bytes);
        outer.CopyTo(joined);
        joined[outer.Length] = (byte)'.';
        inner.CopyTo(joined[(outer.Length + 1)..]);
        return _names.Commit(bytes);
    }

    private RejectReason Add(LogEvent logEvent, EventField field)
    {
        if (logEvent.Fields.Count >= limits.FieldsMax)
            return RejectReason.TooManyFields;
        logEvent.Fields.Add(field);
        return RejectReason.None;
    }

    /// <summary>Checks a value and passes it by.</summary>
    private RejectReason Skip(ref JsonScanner json, JsonKind kind, int depth)
    {
        if (kind is not (JsonKind.Object or JsonKind.Array))
            return json.TryReadScalar(kind, out _) ? RejectReason.None : RejectReason.BadJson;
        if (depth > limits.JsonDepthMax)
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

    /// <summary>
    /// A W3C trace or span id in its own spelling becomes the event's; any other spelling (capitals, zero, a second one)
    /// stays a field, so that nothing is lost.
    /// </summary>
    private static bool TryTakeTraceContext(LogEvent logEvent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.Length == 32 && name.SequenceEqual("trace_id"u8) && logEvent.TraceId == UInt128.Zero && IsLowerHex(value))
        {
            logEvent.TraceId = UInt128.Parse(value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return logEvent.TraceId != UInt128.Zero;
        }
        if (value.Length == 16 && name.SequenceEqual("span_id"u8) && logEvent.SpanId == 0 && IsLowerHex(value)
            && Utf8Parser.TryParse(value, out ulong spanId, out _, 'x'))
        {
            logEvent.SpanId = spanId;
            return spanId != 0;
        }
        return false;
    }

    private static bool IsLowerHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(LowerHex);
}
