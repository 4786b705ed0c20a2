namespace LogHog.Engine.Formats.Python;

/// <summary>
/// <c>asctime</c>: local time to the millisecond, <c>2026-11-20 12:18:36,464</c>, or as <c>datefmt</c> says. Keeps the text of the last second, which
/// consecutive events mostly share. For one thread.
/// </summary>
/// <param name="zone">The server's time zone.</param>
/// <param name="dateFormat">In UTF-8; empty = Python's default.</param>
internal sealed class PythonTime(TimeZoneInfo zone, byte[] dateFormat)
{
    private const int MillisecondBytes = 4; // ,464

    private readonly ZoneFile _zone = ZoneFile.Of(zone);
    private readonly Scratch _text = new();
    private long _cachedSecond = long.MinValue; // no second of a time in nanoseconds

    /// <summary>The text of a time; borrowed until the next call.</summary>
    public ReadOnlySpan<byte> Write(long unixNs, int milliseconds)
    {
        LineTime.Split(unixNs, out long second);
        if (second != _cachedSecond)
            Cache(second);
        if (dateFormat.Length == 0)
            LineTime.WriteDigits(_text.From(_text.Length - MillisecondBytes + 1), milliseconds);
        return _text.From(0);
    }

    private void Cache(long second)
    {
        _text.Clear();
        StrfTime.Write(_text, dateFormat.Length == 0 ? "%Y-%m-%d %H:%M:%S,000"u8 : dateFormat, LocalTime.Of(second, _zone));
        _cachedSecond = second;
    }
}
