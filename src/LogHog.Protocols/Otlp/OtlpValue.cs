using LogHog.Protocols.Protobuf;

namespace LogHog.Protocols.Otlp;

/// <summary>The members of <c>AnyValue</c>, by their field numbers.</summary>
internal enum OtlpValueKind
{
    None = 0,
    Text = 1,
    Bool = 2,
    Integer = 3,
    Double = 4,
    List = 5,
    Map = 6,
    Bytes = 7,
}

/// <summary>What a field of <c>AnyValue</c> must look like.</summary>
internal static class OtlpValue
{
    public static bool IsOne(WireField field) => (OtlpValueKind)field.Number switch
    {
        OtlpValueKind.Bool or OtlpValueKind.Integer => field.Type == WireType.Varint,
        OtlpValueKind.Double => field.Type == WireType.Fixed64,
        OtlpValueKind.Text or OtlpValueKind.List or OtlpValueKind.Map or OtlpValueKind.Bytes => field.Type == WireType.Bytes,
        _ => false,
    };
}
