using System.Text;

namespace LogHog.Protocols.Otlp;

/// <summary>How a member of a message is written in JSON, and then in protobuf.</summary>
internal enum OtlpMemberKind : byte
{
    Message,
    Text,
    Bool,
    Fixed64,
    Fixed32,
    Signed,
    Unsigned,
    Double,
    Severity,

    /// <summary>OTLP's own: trace and span ids are hex digits, not base64.</summary>
    Hex,
    Base64,
}

/// <param name="Names">As JSON has it, and as the .proto file has it, which readers of JSON have to take as well.</param>
/// <param name="Number">In protobuf.</param>
/// <param name="Kind">Of its value.</param>
/// <param name="Message">Of a message.</param>
internal sealed record OtlpMember(byte[][] Names, int Number, OtlpMemberKind Kind, Func<OtlpSchema>? Message = null)
{
    public bool IsRepeated { get; init; }
}

/// <summary>The messages of an <c>ExportLogsServiceRequest</c> (opentelemetry-proto 1.x, logs, common and resource).</summary>
internal sealed class OtlpSchema(params OtlpMember[] members)
{
    private static readonly OtlpSchema Value = new(
        Of("stringValue", 1, OtlpMemberKind.Text),
        Of("boolValue", 2, OtlpMemberKind.Bool),
        Of("intValue", 3, OtlpMemberKind.Signed),
        Of("doubleValue", 4, OtlpMemberKind.Double),
        One("arrayValue", 5, static () => Values!),
        One("kvlistValue", 6, static () => KeyValues!),
        Of("bytesValue", 7, OtlpMemberKind.Base64));

    private static readonly OtlpSchema KeyValue = new(Of("key", 1, OtlpMemberKind.Text), One("value", 2, static () => Value));

    private static readonly OtlpSchema Values = new(Many("values", 1, static () => Value));

    private static readonly OtlpSchema KeyValues = new(Many("values", 1, static () => KeyValue));

    private static readonly OtlpSchema Resource = new(
        Many("attributes", 1, static () => KeyValue), Of("droppedAttributesCount", 2, OtlpMemberKind.Unsigned));

    private static readonly OtlpSchema Scope = new(
        Of("name", 1, OtlpMemberKind.Text),
        Of("version", 2, OtlpMemberKind.Text),
        Many("attributes", 3, static () => KeyValue),
        Of("droppedAttributesCount", 4, OtlpMemberKind.Unsigned));

    private static readonly OtlpSchema Record = new(
        Of("timeUnixNano", 1, OtlpMemberKind.Fixed64),
        Of("severityNumber", 2, OtlpMemberKind.Severity),
        Of("severityText", 3, OtlpMemberKind.Text),
        One("body", 5, static () => Value),
        Many("attributes", 6, static () => KeyValue),
        Of("droppedAttributesCount", 7, OtlpMemberKind.Unsigned),
        Of("flags", 8, OtlpMemberKind.Fixed32),
        Of("traceId", 9, OtlpMemberKind.Hex),
        Of("spanId", 10, OtlpMemberKind.Hex),
        Of("observedTimeUnixNano", 11, OtlpMemberKind.Fixed64),
        Of("eventName", 12, OtlpMemberKind.Text));

    private static readonly OtlpSchema ScopeLogs = new(
        One("scope", 1, static () => Scope), Many("logRecords", 2, static () => Record), Of("schemaUrl", 3, OtlpMemberKind.Text));

    private static readonly OtlpSchema ResourceLogs = new(
        One("resource", 1, static () => Resource), Many("scopeLogs", 2, static () => ScopeLogs), Of("schemaUrl", 3, OtlpMemberKind.Text));

    public static readonly OtlpSchema Request = new(Many("resourceLogs", 1, static () => ResourceLogs));

    /// <returns>Null: a member that is not known, which a reader passes by.</returns>
    public OtlpMember? Find(ReadOnlySpan<byte> name)
    {
        foreach (OtlpMember member in members)
        {
            foreach (byte[] known in member.Names)
            {
                if (name.SequenceEqual(known))
                    return member;
            }
        }

        return null;
    }

    private static OtlpMember Of(string name, int number, OtlpMemberKind kind) => new(NamesOf(name), number, kind);

    private static OtlpMember One(string name, int number, Func<OtlpSchema> message) => new(NamesOf(name), number, OtlpMemberKind.Message, message);

    private static OtlpMember Many(string name, int number, Func<OtlpSchema> message) => One(name, number, message) with { IsRepeated = true };

    private static byte[][] NamesOf(string camel)
    {
        string snake = string.Concat(camel.Select(static c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : c.ToString()));
        return snake == camel ? [Encoding.UTF8.GetBytes(camel)] : [Encoding.UTF8.GetBytes(camel), Encoding.UTF8.GetBytes(snake)];
    }
}
