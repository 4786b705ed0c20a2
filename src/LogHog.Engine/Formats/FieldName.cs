using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LogHog.Engine.Formats;

/// <summary>
/// Names between the braces of a standard line. A bare name is plain and either no reserved one (a field of the sender's) or
/// one of ours; a quoted name is always a field of the sender's.
/// </summary>
internal static class FieldName
{
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

    public static bool IsPlain(ReadOnlySpan<byte> name) => !name.IsEmpty && PlainLength(name, 0) == name.Length;

    public static bool IsBareValue(ReadOnlySpan<byte> value) => !value.IsEmpty && BareValueLength(value, 0) == value.Length;

    /// <summary>The bytes of the plain name that begins there; 0 = none does.</summary>
    public static int PlainLength(ReadOnlySpan<byte> text, int at) =>
        at < text.Length && IsFirst(text[at]) ? RunLength(text, at, isName: true) : 0;

    /// <summary>The bytes of the bare value that begins there.</summary>
    public static int BareValueLength(ReadOnlySpan<byte> text, int at) => RunLength(text, at, isName: false);

    public static bool IsReserved(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual(App),
        7 => name.SequenceEqual(SpanId),
        8 => name.SequenceEqual(TraceId) || name.SequenceEqual(Received) || name.SequenceEqual(Severity),
        9 => name.SequenceEqual(Exception),
        _ => false,
    };

    private static bool IsFirst(byte value) => (uint)((value | 0x20) - 'a') <= 'z' - 'a' || value is (byte)'_' or (byte)'@';

    /// <summary>How many bytes from there on may stand in a name, or in a bare value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RunLength(ReadOnlySpan<byte> text, int at, bool isName)
    {
        int start = at;
        if (text.Length < Vector256<byte>.Count)
        {
            int length = text[at..].IndexOfAnyExcept(isName ? Later : BareValue);
            return length < 0 ? text.Length - at : length;
        }

        // Most end within one step. The last one begins so much earlier that it ends with the text.
        while (at < text.Length)
        {
            int before = Math.Max(0, at + Vector256<byte>.Count - text.Length);
            Vector256<byte> bytes = Vector256.Create(text[(at - before)..]);
            uint others = ~(isName ? InName(bytes) : InBareValue(bytes)).ExtractMostSignificantBits() >> before;
            if (others != 0)
                return at + BitOperations.TrailingZeroCount(others) - start;
            at += Vector256<byte>.Count - before;
        }

        return text.Length - start;
    }

    private static Vector256<byte> InName(Vector256<byte> bytes) =>
        IsWithin(bytes | Vector256.Create((byte)0x20), (byte)'a', (byte)'z') | IsWithin(bytes, (byte)'-', (byte)'9')
        | Vector256.Equals(bytes, Vector256.Create((byte)'_')) | Vector256.Equals(bytes, Vector256.Create((byte)'@'));

    private static Vector256<byte> InBareValue(Vector256<byte> bytes) =>
        IsWithin(bytes, (byte)'!', (byte)'~')
        & ~(Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'='))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.Equals(bytes, Vector256.Create((byte)'{'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'}')));

    private static Vector256<byte> IsWithin(Vector256<byte> bytes, byte first, byte last) =>
        Vector256.LessThanOrEqual(bytes - Vector256.Create(first), Vector256.Create((byte)(last - first)));
}
