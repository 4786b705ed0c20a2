using System.Buffers;

namespace LogHog.Engine.Formats;

/// <summary>
/// Names between the braces of a standard line. A bare name is plain and either no reserved one (a field of the sender's) or
/// one of ours; a quoted name is always a field of the sender's.
/// </summary>
internal static class FieldName
{
    private static readonly SearchValues<byte> First =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@"u8);

    private static readonly SearchValues<byte> Later =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@0123456789./-"u8);

    // Printable ASCII but the space and the bytes with which the group is built.
    private static readonly SearchValues<byte> BareValue = SearchValues.Create(
        "!#$%&'()*+,-./0123456789:;<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz|~"u8);

    public static ReadOnlySpan<byte> App => "app"u8;
    public static ReadOnlySpan<byte> Exception => "exception"u8;
    public static ReadOnlySpan<byte> Received => "received"u8;
    public static ReadOnlySpan<byte> Severity => "severity"u8;
    public static ReadOnlySpan<byte> SpanId => "span_id"u8;
    public static ReadOnlySpan<byte> TraceId => "trace_id"u8;

    /// <summary>The field that stands in the tag, as <c>[pid]</c>, when it is the event's first (OpenTelemetry's name).</summary>
    public static ReadOnlyMemory<byte> ProcessId { get; } = "process.pid"u8.ToArray();

    public static bool IsPlain(ReadOnlySpan<byte> name) => !name.IsEmpty && PlainLength(name) == name.Length;

    /// <summary>The bytes of the plain name with which the text begins; 0 = it begins with none.</summary>
    public static int PlainLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !First.Contains(text[0]))
            return 0;
        int length = text.IndexOfAnyExcept(Later);
        return length < 0 ? text.Length : length;
    }

    /// <summary>The bytes of the bare value with which the text begins.</summary>
    public static int BareValueLength(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExcept(BareValue);
        return length < 0 ? text.Length : length;
    }

    public static bool IsReserved(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual(App),
        7 => name.SequenceEqual(SpanId),
        8 => name.SequenceEqual(TraceId) || name.SequenceEqual(Received) || name.SequenceEqual(Severity),
        9 => name.SequenceEqual(Exception),
        _ => false,
    };
}
