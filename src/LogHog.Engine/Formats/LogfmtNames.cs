namespace LogHog.Engine.Formats;

/// <summary>Names with a meaning of their own in a logfmt line; a sender's field of such a name stands in quotes.</summary>
internal static class LogfmtNames
{
    public static ReadOnlySpan<byte> Time => "time"u8;
    public static ReadOnlySpan<byte> Level => "level"u8;
    public static ReadOnlySpan<byte> App => "app"u8;
    public static ReadOnlySpan<byte> Module => "module"u8;
    public static ReadOnlySpan<byte> Host => "host"u8;
    public static ReadOnlySpan<byte> Message => "msg"u8;

    public static bool IsReserved(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => name.SequenceEqual(App) || name.SequenceEqual(Message),
        4 => name.SequenceEqual(Time) || name.SequenceEqual(Host),
        5 => name.SequenceEqual(Level),
        6 => name.SequenceEqual(Module),
        7 => name.SequenceEqual(FieldName.SpanId),
        8 => name.SequenceEqual(FieldName.TraceId) || name.SequenceEqual(FieldName.Received),
        9 => name.SequenceEqual(FieldName.Exception),
        _ => false,
    };
}
