using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;
using LogHog.Protocols.Events;
using LogHog.Protocols.Json;
using LogHog.Protocols.Protobuf;
using LogHog.Protocols.Text;

namespace LogHog.Protocols.Otlp;

/// <summary>
/// OTLP's JSON (OTLP specification, "JSON Protobuf Encoding") as protobuf, so that one decoder reads both. Members that are not known
/// are passed by. Owns the memory of what it wrote until it is disposed of.
/// </summary>
public sealed class OtlpJson : IDisposable
{
    // Request, resource, scope, record, value …: what a value's own lists and maps may nest comes on top.
    private const int OuterDepth = 12;

    private static ReadOnlySpan<byte> SeverityPrefix => "SEVERITY_NUMBER_"u8;

    private readonly ProtobufWriter _output = new();
    private readonly ScratchMemory _texts = new();
    private readonly JsonFieldReader _skipper;
    private readonly int _depthMax;

    public OtlpJson(RecordOptions options)
    {
        // A list in a list is four objects and arrays deep.
        _depthMax = OuterDepth + (4 * options.JsonDepthMax);
        _skipper = new JsonFieldReader(new JsonLimits(options.FieldsMax, options.FieldNameBytesMax, _depthMax));
    }

    /// <summary>The message, after <see cref="Read"/> found nothing wrong.</summary>
    public ReadOnlyMemory<byte> Message => _output.Written;

    /// <summary>Reads a whole body.</summary>
    public RejectReason Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            return RejectReason.BadUtf8;
        var json = new JsonScanner(body, _texts);
        json.SkipSpace();
        RejectReason reason = ReadMessage(ref json, OtlpSchema.Request, depth: 1);
        json.SkipSpace();
        return reason == RejectReason.None && !json.IsAtEnd ? RejectReason.BadJson : reason;
    }

    public void Dispose()
    {
        _output.Dispose();
        _texts.Release();
    }

    private RejectReason ReadMessage(ref JsonScanner json, OtlpSchema schema, int depth)
    {
        if (depth > _depthMax)
            return RejectReason.JsonTooDeep;
        if (!json.Take((byte)'{'))
            return json.PeekKind() == JsonKind.Missing ? RejectReason.BadJson : RejectReason.BadValue;
        json.SkipSpace();
        if (json.Take((byte)'}'))
            return RejectReason.None;
        do
        {
            json.SkipSpace();
            if (!JsonFieldReader.TryReadName(ref json, out ReadOnlyMemory<byte> name))
                return RejectReason.BadJson;
            OtlpMember? member = schema.Find(name.Span);
            RejectReason reason = member is null || json.PeekKind() == JsonKind.Null
                ? _skipper.Skip(ref json, json.PeekKind(), depth + 1)
                : ReadMember(ref json, member, depth);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
        }
        while (json.Take((byte)','));
        return json.Take((byte)'}') ? RejectReason.None : RejectReason.BadJson;
    }

    private RejectReason ReadMember(ref JsonScanner json, OtlpMember member, int depth)
    {
        if (!member.IsRepeated)
            return ReadOne(ref json, member, depth);
        if (!json.Take((byte)'['))
            return json.PeekKind() == JsonKind.Missing ? RejectReason.BadJson : RejectReason.BadValue;
        json.SkipSpace();
        if (json.Take((byte)']'))
            return RejectReason.None;
        do
        {
            json.SkipSpace();
            RejectReason reason = ReadOne(ref json, member, depth);
            if (reason != RejectReason.None)
                return reason;
            json.SkipSpace();
        }
        while (json.Take((byte)','));
        return json.Take((byte)']') ? RejectReason.None : RejectReason.BadJson;
    }

    private RejectReason ReadOne(ref JsonScanner json, OtlpMember member, int depth)
    {
        if (member.Kind == OtlpMemberKind.Message)
        {
            int place = _output.Begin(member.Number);
            RejectReason reason = ReadMessage(ref json, member.Message!(), depth + 1);
            _output.End(place);
            return reason;
        }

        JsonKind kind = json.PeekKind();
        _texts.Reset();
        if (!json.TryReadScalar(kind, out ReadOnlyMemory<byte> value))
            return kind is JsonKind.Object or JsonKind.Array ? RejectReason.BadValue : RejectReason.BadJson;
        return TryWrite(member, kind, value.Span) ? RejectReason.None : RejectReason.BadValue;
    }

    private bool TryWrite(OtlpMember member, JsonKind kind, ReadOnlySpan<byte> value)
    {
        switch (member.Kind)
        {
            case OtlpMemberKind.Text:
                return kind == JsonKind.Text && TryWriteBytes(member.Number, value);
            case OtlpMemberKind.Bool:
                _output.WriteVarint(member.Number, kind == JsonKind.True ? 1u : 0u);
                return kind is JsonKind.True or JsonKind.False;
            case OtlpMemberKind.Hex:
                return kind == JsonKind.Text && TryWriteHex(member.Number, value);
            case OtlpMemberKind.Base64:
                return kind == JsonKind.Text && TryWriteBase64(member.Number, value);
            case OtlpMemberKind.Severity when kind == JsonKind.Text && value.StartsWith(SeverityPrefix):
                _output.WriteVarint(member.Number, (ulong)SeverityText.Parse(value[SeverityPrefix.Length..]));
                return true;
            default:
                return kind is JsonKind.Number or JsonKind.Text && TryWriteNumber(member, value);
        }
    }

    /// <summary>Numbers may be written as text, and those of 64 bits have to be.</summary>
    private bool TryWriteNumber(OtlpMember member, ReadOnlySpan<byte> digits)
    {
        bool isUnsigned = Utf8Parser.TryParse(digits, out ulong unsigned, out int read) && read == digits.Length;
        switch (member.Kind)
        {
            case OtlpMemberKind.Fixed64:
                _output.WriteFixed64(member.Number, unsigned);
                return isUnsigned;
            case OtlpMemberKind.Fixed32:
                _output.WriteFixed32(member.Number, (uint)unsigned);
                return isUnsigned && unsigned <= uint.MaxValue;
            case OtlpMemberKind.Unsigned or OtlpMemberKind.Severity:
                _output.WriteVarint(member.Number, unsigned);
                return isUnsigned;
            case OtlpMemberKind.Signed:
                bool isSigned = Utf8Parser.TryParse(digits, out long signed, out read) && read == digits.Length;
                _output.WriteVarint(member.Number, (ulong)signed);
                return isSigned;
            default:
                bool isDouble = double.TryParse(digits, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number);
                _output.WriteFixed64(member.Number, BitConverter.DoubleToUInt64Bits(number));
                return isDouble;
        }
    }

    private bool TryWriteBytes(int number, ReadOnlySpan<byte> value)
    {
        value.CopyTo(_output.BeginBytes(number, value.Length, out int place));
        _output.Commit(place, value.Length);
        return true;
    }

    private bool TryWriteHex(int number, ReadOnlySpan<byte> digits)
    {
        Span<byte> room = _output.BeginBytes(number, digits.Length / 2, out int place);
        OperationStatus status = Convert.FromHexString(digits, room, out _, out int written);
        _output.Commit(place, written);
        return status == OperationStatus.Done;
    }

    private bool TryWriteBase64(int number, ReadOnlySpan<byte> text)
    {
        Span<byte> room = _output.BeginBytes(number, Base64.GetMaxDecodedFromUtf8Length(text.Length), out int place);
        // Either alphabet, padded or not (ProtoJSON).
        bool isStandard = text.Length % 4 == 0 && !text.ContainsAny((byte)'-', (byte)'_');
        OperationStatus status = isStandard ? Base64.DecodeFromUtf8(text, room, out _, out int written) : Base64Url.DecodeFromUtf8(text, room, out _, out written);
        _output.Commit(place, written);
        return status == OperationStatus.Done;
    }
}
