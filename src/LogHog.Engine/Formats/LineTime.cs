namespace LogHog.Engine.Formats;

/// <summary>
/// Writes the time of events in RFC 3339 with the offset of one time zone: six fraction digits where they are exact, else nine.
/// Keeps the text of the last second, which consecutive events mostly share. For one thread.
/// </summary>
internal sealed class LineTime(TimeZoneInfo zone)
{
    private const int SecondBytes = 19;
    private const int OffsetBytes = 6;

    // "2026-11-20T12:18:36" and "+01:00"; the year of a time in nanoseconds is 1677 to 2262, so always four digits.
    private readonly byte[] _text = new byte[SecondBytes + OffsetBytes];
    private long _cachedSecond = long.MinValue; // no second of a time in nanoseconds

    public void Write(ref LineBuffer line, long unixNs)
    {
        int nanoseconds = Split(unixNs, out long second);
        if (second != _cachedSecond)
            Cache(second);
        int micros = nanoseconds / 1000;
        bool hasNanoseconds = micros * 1000 != nanoseconds;
        Span<byte> target = line.Take(SecondBytes + (hasNanoseconds ? 10 : 7) + OffsetBytes);
        _text.AsSpan(0, SecondBytes).CopyTo(target);
        target[SecondBytes] = (byte)'.';
        WriteDigits(target.Slice(SecondBytes + 1, 6), micros);
        if (hasNanoseconds)
            WriteDigits(target.Slice(SecondBytes + 7, 3), nanoseconds - (micros * 1000));
        _text.AsSpan(SecondBytes).CopyTo(target[^OffsetBytes..]);
    }

    /// <summary>Writes the local time as Python's logging does, to the millisecond: <c>2016-11-20 12:18:36,464</c>.</summary>
    public void WriteClassic(ref LineBuffer line, long unixNs)
    {
        int nanoseconds = Split(unixNs, out long second);
        if (second != _cachedSecond)
            Cache(second);
        Span<byte> target = line.Take(SecondBytes + 4);
        _text.AsSpan(0, SecondBytes).CopyTo(target);
        target[10] = (byte)' ';
        target[SecondBytes] = (byte)',';
        WriteDigits(target[(SecondBytes + 1)..], nanoseconds / 1_000_000);
    }

    /// <summary>Writes the time in UTC (<c>Z</c>) with six or nine fraction digits; for times that stand alone.</summary>
    public static void WriteUtc(ref LineBuffer line, long unixNs)
    {
        int nanoseconds = Split(unixNs, out long second);
        bool hasNanoseconds = nanoseconds % 1000 != 0;
        Span<byte> target = line.Take(SecondBytes + (hasNanoseconds ? 11 : 8));
        WriteSecond(target, DateTime.UnixEpoch.AddTicks(second * TimeSpan.TicksPerSecond));
        target[SecondBytes] = (byte)'.';
        WriteDigits(target[(SecondBytes + 1)..^1], hasNanoseconds ? nanoseconds : nanoseconds / 1000);
        target[^1] = (byte)'Z';
    }

    /// <summary>Whole seconds since 1970 (rounded down) and the nanoseconds above them.</summary>
    public static int Split(long unixNs, out long second)
    {
        (second, long nanoseconds) = Math.DivRem(unixNs, 1_000_000_000);
        if (nanoseconds >= 0)
            return (int)nanoseconds;
        second--;
        return (int)nanoseconds + 1_000_000_000;
    }

    /// <summary>Writes <c>yyyy-MM-ddTHH:mm:ss</c>.</summary>
    public static void WriteSecond(Span<byte> target, DateTime time)
    {
        time.Deconstruct(out int year, out int month, out int day);
        WriteDigits(target[..4], year);
        target[4] = (byte)'-';
        WriteDigits(target.Slice(5, 2), month);
        target[7] = (byte)'-';
        WriteDigits(target.Slice(8, 2), day);
        target[10] = (byte)'T';
        WriteDigits(target.Slice(11, 2), time.Hour);
        target[13] = (byte)':';
        WriteDigits(target.Slice(14, 2), time.Minute);
        target[16] = (byte)':';
        WriteDigits(target.Slice(17, 2), time.Second);
    }

    /// <summary>Fills the span with the decimal digits of the value, with leading zeros.</summary>
    public static void WriteDigits(Span<byte> target, int value)
    {
        for (int i = target.Length - 1; i >= 0; i--)
        {
            (value, int digit) = Math.DivRem(value, 10);
            target[i] = (byte)('0' + digit);
        }
    }

    private void Cache(long second)
    {
        DateTime utc = DateTime.UnixEpoch.AddTicks(second * TimeSpan.TicksPerSecond);
        // Offsets are written in minutes, so they are used in minutes: local time and offset then always give the instant back.
        int offsetMinutes = (int)(zone.GetUtcOffset(utc).Ticks / TimeSpan.TicksPerMinute);
        WriteSecond(_text, utc.AddTicks(offsetMinutes * TimeSpan.TicksPerMinute));
        Span<byte> offset = _text.AsSpan(SecondBytes);
        offset[0] = (byte)(offsetMinutes < 0 ? '-' : '+');
        (int hours, int minutes) = Math.DivRem(Math.Abs(offsetMinutes), 60);
        WriteDigits(offset.Slice(1, 2), hours);
        offset[3] = (byte)':';
        WriteDigits(offset.Slice(4, 2), minutes);
        _cachedSecond = second;
    }
}
