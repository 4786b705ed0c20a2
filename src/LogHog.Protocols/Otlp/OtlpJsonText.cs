using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using LogHog.Protocols.Json;
using LogHog.Protocols.Protobuf;

namespace LogHog.Protocols.Otlp;

/// <summary>Lists, and maps in them, as JSON.</summary>
internal sealed class OtlpJsonText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _text = new();
    private Utf8JsonWriter? _json;

    /// <param name="value">The list.</param>
    /// <param name="depth">Of the map that it stands in.</param>
    /// <param name="depthMax">Of the whole.</param>
    /// <param name="scratch">Where the text goes.</param>
    /// <param name="text">The text.</param>
    public RejectReason Write(WireField value, int depth, int depthMax, ScratchMemory scratch, out ReadOnlyMemory<byte> text)
    {
        _text.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_text, Options);
        _json.Reset();
        RejectReason reason = WriteValue(value, depth, depthMax);
        _json.Flush();
        _text.WrittenSpan.CopyTo(scratch.Reserve(_text.WrittenCount));
        text = scratch.Commit(_text.WrittenCount);
        return reason;
    }

    private RejectReason WriteValue(WireField value, int depth, int depthMax)
    {
        switch ((OtlpValueKind)value.Number)
        {
            case OtlpValueKind.Text when !Utf8.IsValid(value.Value.Span):
                return RejectReason.BadUtf8;
            case OtlpValueKind.Text:
                _json!.WriteStringValue(value.Value.Span);
                break;
            case OtlpValueKind.Bool:
                _json!.WriteBooleanValue(value.Number64 != 0);
                break;
            case OtlpValueKind.Integer:
                _json!.WriteNumberValue((long)value.Number64);
                break;
            case OtlpValueKind.Double when BitConverter.UInt64BitsToDouble(value.Number64) is var number && double.IsFinite(number):
                _json!.WriteNumberValue(number);
                break;
            case OtlpValueKind.Double:
                _json!.WriteStringValue(BitConverter.UInt64BitsToDouble(value.Number64).ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            case OtlpValueKind.Bytes:
                _json!.WriteBase64StringValue(value.Value.Span);
                break;
            case OtlpValueKind.List or OtlpValueKind.Map:
                return WriteMembers(value, depth + 1, depthMax);
            default:
                _json!.WriteNullValue();
                break;
        }

        return RejectReason.None;
    }

    private RejectReason WriteMembers(WireField list, int depth, int depthMax)
    {
        if (depth > depthMax)
            return RejectReason.JsonTooDeep;
        bool isMap = list.Number == (int)OtlpValueKind.Map;
        if (isMap)
            _json!.WriteStartObject();
        else
            _json!.WriteStartArray();
        // ArrayValue and KeyValueList both have their members in field 1.
        ProtobufReader reader = new(list.Value);
        while (reader.TryRead(out WireField member))
        {
            if (!member.Is(1, WireType.Bytes))
                continue;
            ReadOnlyMemory<byte> message = member.Value;
            if (isMap && !TryWriteKey(ref message))
                return RejectReason.BadUtf8;
            if (!OtlpAttributes.TryReadOne(message, out WireField value))
                return RejectReason.BadValue;
            RejectReason reason = WriteValue(value, depth, depthMax);
            if (reason != RejectReason.None)
                return reason;
        }

        if (isMap)
            _json.WriteEndObject();
        else
            _json.WriteEndArray();
        return reader.IsBroken ? RejectReason.BadValue : RejectReason.None;
    }

    /// <summary>Of a <c>KeyValue</c>, which then is its value.</summary>
    private bool TryWriteKey(ref ReadOnlyMemory<byte> message)
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

        message = value;
        if (reader.IsBroken || !Utf8.IsValid(key.Span))
            return false;
        _json!.WritePropertyName(key.Span);
        return true;
    }
}
