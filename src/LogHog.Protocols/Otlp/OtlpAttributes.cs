using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Protobuf;

namespace LogHog.Protocols.Otlp;

/// <summary>
/// Attributes (<c>KeyValue</c>) as fields: maps become names joined by dots, lists their JSON text, bytes base64, numbers and truth
/// values what they are. Owns the memory that the fields point into, which holds until <see cref="Reset"/>.
/// </summary>
internal sealed class OtlpAttributes(RecordOptions options)
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] False = "false"u8.ToArray();
    private static readonly byte[] EmptyMap = "{}"u8.ToArray();

    private readonly ScratchMemory _scratch = new();
    private readonly JoinedNames _names = new();
    private readonly OtlpJsonText _json = new();
    private int _readBytes;

    public void Reset()
    {
        _scratch.Reset();
        _names.Reset();
        _readBytes = 0;
    }

    public void Release()
    {
        _scratch.Release();
        _names.Release();
    }

    /// <summary>One <c>KeyValue</c> message.</summary>
    /// <param name="message">1 key, 2 value.</param>
    /// <param name="outer">The name of the map it stands in; empty = none.</param>
    /// <param name="depth">Of the map it stands in; the outermost is 1.</param>
    /// <param name="fields">Gets it.</param>
    public RejectReason Read(ReadOnlyMemory<byte> message, ReadOnlySpan<byte> outer, int depth, List<EventField> fields)
    {
        ReadOnlyMemory<byte> key = default;
        ReadOnlyMemory<byte> value = default;
        ProtobufReader reader = new(message);
        while (reader.TryRead(out WireField field))
        {
            if (field.Is(1, WireType.Bytes))
                key = field.Value;
            else if (field.Is(2, WireType.Bytes))
                value = field.Value;
        }

        if (reader.IsBroken || outer.Length + 1 + key.Length > options.FieldNameBytesMax)
            return RejectReason.BadValue;
        if (!Utf8.IsValid(key.Span))
            return RejectReason.BadUtf8;
        _readBytes += outer.IsEmpty ? message.Length : 0;
        if (!outer.IsEmpty && !_names.TryJoin(outer, key.Span, _readBytes, out key))
            return RejectReason.InflateRatioTooHigh;
        return ReadValue(key, value, depth, fields);
    }

    /// <summary>One <c>AnyValue</c> message as the field of that name; nothing in it = no field.</summary>
    public RejectReason ReadValue(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> message, int depth, List<EventField> fields)
    {
        if (!TryReadOne(message, out WireField value))
            return RejectReason.BadValue;
        if (value.Number == (int)OtlpValueKind.Map)
            return ReadMap(name, value.Value, depth + 1, fields);
        if (value.Number == 0)
            return RejectReason.None;
        RejectReason reason = Text(value, depth, out FieldKind kind, out ReadOnlyMemory<byte> text);
        if (reason != RejectReason.None)
            return reason;
        if (fields.Count >= options.FieldsMax)
            return RejectReason.TooManyFields;
        fields.Add(new EventField(name, kind, text));
        return RejectReason.None;
    }

    /// <summary>The members of a <c>KeyValueList</c>.</summary>
    public RejectReason ReadMap(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> message, int depth, List<EventField> fields)
    {
        if (depth > options.JsonDepthMax)
            return RejectReason.JsonTooDeep;
        if (fields.Count >= options.FieldsMax)
            return RejectReason.TooManyFields;
        if (message.IsEmpty && !name.IsEmpty)
        {
            fields.Add(new EventField(name, FieldKind.Text, EmptyMap));
            return RejectReason.None;
        }

        ProtobufReader reader = new(message);
        while (reader.TryRead(out WireField field))
        {
            if (!field.Is(1, WireType.Bytes))
                continue;
            RejectReason reason = Read(field.Value, name.Span, depth, fields);
            if (reason != RejectReason.None)
                return reason;
        }

        return reader.IsBroken ? RejectReason.BadValue : RejectReason.None;
    }

    /// <summary>The value of an <c>AnyValue</c>: the last one if there are several, number 0 if there is none.</summary>
    public static bool TryReadOne(ReadOnlyMemory<byte> message, out WireField value)
    {
        value = default;
        ProtobufReader reader = new(message);
        while (reader.TryRead(out WireField field))
        {
            if (OtlpValue.IsOne(field))
                value = field;
        }

        return !reader.IsBroken;
    }

    /// <summary>Any value but a map, as text.</summary>
    public RejectReason Text(WireField value, int depth, out FieldKind kind, out ReadOnlyMemory<byte> text)
    {
        kind = FieldKind.Text;
        text = default;
        switch ((OtlpValueKind)value.Number)
        {
            case OtlpValueKind.Text:
                text = value.Value;
                return Utf8.IsValid(text.Span) ? RejectReason.None : RejectReason.BadUtf8;
            case OtlpValueKind.Bool:
                kind = FieldKind.Bool;
                text = value.Number64 != 0 ? True : False;
                return RejectReason.None;
            case OtlpValueKind.Integer:
                kind = FieldKind.Number;
                text = Format((long)value.Number64);
                return RejectReason.None;
            case OtlpValueKind.Double:
                double number = BitConverter.UInt64BitsToDouble(value.Number64);
                kind = double.IsFinite(number) ? FieldKind.Number : FieldKind.Text;
                text = Format(number);
                return RejectReason.None;
            case OtlpValueKind.Bytes:
                text = Base64Text(value.Value.Span);
                return RejectReason.None;
            default:
                return _json.Write(value, depth, options.JsonDepthMax, _scratch, out text);
        }
    }

    private ReadOnlyMemory<byte> Format<T>(T number)
        where T : IUtf8SpanFormattable
    {
        // The longest of a long or a double.
        Span<byte> room = _scratch.Reserve(32);
        number.TryFormat(room, out int written, default, CultureInfo.InvariantCulture);
        return _scratch.Commit(written);
    }

    private ReadOnlyMemory<byte> Base64Text(ReadOnlySpan<byte> bytes)
    {
        Span<byte> room = _scratch.Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, room, out _, out int written);
        return _scratch.Commit(written);
    }
}
