using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace LogHog.Protocols.Events;

/// <summary>Trace and span ids of W3C's trace context, as fields bring them.</summary>
internal static class TraceContext
{
    private static readonly SearchValues<byte> LowerHex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>
    /// A <c>trace_id</c> or <c>span_id</c> in its own spelling becomes the event's; any other spelling (capitals, zero, a second one)
    /// stays a field, so that nothing is lost.
    /// </summary>
    public static bool TryTake(LogEvent logEvent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        (value.Length == 32 && name.SequenceEqual("trace_id"u8) && TryTakeTrace(logEvent, value))
        || (value.Length == 16 && name.SequenceEqual("span_id"u8) && TryTakeSpan(logEvent, value));

    /// <summary>The value is a trace id, and the event has none yet.</summary>
    public static bool TryTakeTrace(LogEvent logEvent, ReadOnlySpan<byte> value)
    {
        if (value.Length != 32 || logEvent.TraceId != UInt128.Zero || !IsLowerHex(value))
            return false;
        logEvent.TraceId = UInt128.Parse(value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return logEvent.TraceId != UInt128.Zero;
    }

    /// <summary>The value is a span id, and the event has none yet.</summary>
    public static bool TryTakeSpan(LogEvent logEvent, ReadOnlySpan<byte> value)
    {
        if (value.Length != 16 || logEvent.SpanId != 0 || !IsLowerHex(value) || !Utf8Parser.TryParse(value, out ulong spanId, out _, 'x'))
            return false;
        logEvent.SpanId = spanId;
        return spanId != 0;
    }

    private static bool IsLowerHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(LowerHex);
}
