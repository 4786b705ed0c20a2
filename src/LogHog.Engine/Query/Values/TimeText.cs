using System.Globalization;

namespace LogHog.Engine.Query.Values;

/// <summary>Moments as a query writes them: <c>2026</c>, <c>2026-11-20T05</c>, <c>now-1h</c>, <c>-5m</c>, Unix times.</summary>
internal static class TimeText
{
    /// <summary>The first nanosecond of what the text names.</summary>
    public static bool TryParse(string text, long nowUnixNs, out long unixNs)
    {
        unixNs = nowUnixNs;
        if (text.Equals("now", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text.StartsWith("now", StringComparison.OrdinalIgnoreCase) || text.StartsWith('-') || text.StartsWith('+'))
        {
            string relative = text.StartsWith("now", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
            return TryRelative(relative, nowUnixNs, out unixNs);
        }

        if (StartsWithYear(text))
        {
            return TryDate(text, out unixNs);
        }

        return TryUnix(text, out unixNs) || (Durations.TryParse(text, out _) && TryRelative("-" + text, nowUnixNs, out unixNs));
    }

    /// <summary>Four digits, then nothing, a dash or a zone.</summary>
    public static bool StartsWithYear(string text) => text.Length >= 4 && text.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0
        && (text.Length == 4 || text[4] is '-' or '+' or 'Z' or 'z');

    /// <summary>The last nanosecond of what the text names: a year, a day, a minute, as far as it is written.</summary>
    public static long EndOf(string text, long startUnixNs)
    {
        string bare = StripZone(text);
        if (!StartsWithYear(bare))
        {
            return startUnixNs;
        }

        if (bare.Length <= 7)
        {
            int month = bare.Length == 4 ? 1 : int.Parse(bare.AsSpan(5, 2), CultureInfo.InvariantCulture);
            int year = int.Parse(bare.AsSpan(0, 4), CultureInfo.InvariantCulture);
            var start = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc);
            DateTime end = bare.Length == 4 ? start.AddYears(1) : start.AddMonths(1);
            return startUnixNs + ((end - start).Ticks * 100) - 1;
        }

        long unit = bare.Length switch
        {
            10 => Timestamps.DayNs,
            13 => 3600_000_000_000,
            16 => 60_000_000_000,
            19 => 1_000_000_000,
            23 => 1_000_000,
            26 => 1_000,
            _ => 1,
        };
        return startUnixNs + unit - 1;
    }

    private static bool TryRelative(string text, long nowUnixNs, out long unixNs)
    {
        bool valid = Durations.TryParse(text, out long ns) && text.Length > 1 && text[0] is '-' or '+';
        unixNs = nowUnixNs + ns;
        return valid;
    }

    private static bool TryDate(string text, out long unixNs)
    {
        unixNs = 0;
        string bare = StripZone(text);
        byte[] zone = Utf8.Encode(text[bare.Length..]);
        string full = bare.Length switch
        {
            4 => bare + "-01-01T00:00:00",
            7 => bare + "-01T00:00:00",
            10 => bare + "T00:00:00",
            13 => bare + ":00:00",
            16 => bare + ":00",
            19 => bare,
            > 19 when zone.Length > 0 => bare,
            _ => "",
        };
        return full.Length > 0 && Timestamps.TryParse(Utf8.Encode(full), out unixNs) && Timestamps.TryZone(zone, out long zoneNs)
            && Subtract(ref unixNs, zoneNs);
    }

    private static bool Subtract(ref long unixNs, long zoneNs)
    {
        unixNs -= zoneNs;
        return true;
    }

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds, told apart by their size.</summary>
    private static bool TryUnix(string text, out long unixNs)
    {
        unixNs = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) || number > long.MaxValue)
        {
            return false;
        }

        decimal factor = number switch
        {
            < 1e11m => 1e9m,
            < 1e14m => 1e6m,
            < 1e17m => 1e3m,
            _ => 1m,
        };
        decimal ns = number * factor;
        unixNs = ns > long.MaxValue ? long.MaxValue : (long)ns;
        return true;
    }

    private static string StripZone(string text)
    {
        if (text.EndsWith('Z') || text.EndsWith('z'))
        {
            return text[..^1];
        }

        return text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':' && text.Length - 6 is 4 or 7 or 10 or 13 or 16 or >= 19 ? text[..^6] : text;
    }
}
