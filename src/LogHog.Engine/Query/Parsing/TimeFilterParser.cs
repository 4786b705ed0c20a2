using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Query.Parsing;

/// <summary>What may follow <c>_time:</c>.</summary>
internal static class TimeFilterParser
{
    private const int DayMinutes = 24 * 60;

    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static Filter Parse(TokenReader reader)
    {
        if (reader.Is("day_range"))
        {
            return ParseDayRange(reader);
        }

        if (reader.Is("week_range"))
        {
            return ParseWeekRange(reader);
        }

        if (reader.Is("offset"))
        {
            (long offsetNs, string written) = ReadOffset(reader);
            return new TimeFilter(new TimeBounds(long.MinValue, Subtract(reader.NowUnixNs, offsetNs)), written.TrimStart());
        }

        (TimeBounds bounds, string text) = reader.Is("[") || reader.Is("(") ? ParseInterval(reader) : ParseMoment(reader);
        if (reader.Is("offset"))
        {
            (long offsetNs, string written) = ReadOffset(reader);
            bounds = new TimeBounds(Subtract(bounds.FromUnixNs, offsetNs), Subtract(bounds.ToUnixNs, offsetNs));
            text += written;
        }

        return new TimeFilter(bounds, text);
    }

    private static (TimeBounds Bounds, string Written) ParseInterval(TokenReader reader)
    {
        bool closedStart = reader.Is("[");
        reader.Next();
        (long from, string fromText) = ReadTime(reader);
        reader.Expect(",", "between the ends of _time:[…]");
        (long to, string toText) = ReadTime(reader);
        bool closedEnd = ReadClosing(reader);
        return (
            new TimeBounds(closedStart ? from : from + 1, closedEnd ? TimeText.EndOf(toText, to) : to - 1),
            $"{(closedStart ? '[' : '(')}{fromText},{toText}{(closedEnd ? ']' : ')')}");
    }

    /// <summary>One moment or duration, with or without a sign in front.</summary>
    private static (TimeBounds Bounds, string Written) ParseMoment(TokenReader reader)
    {
        string sign = reader.Is("=") || reader.Is(">") || reader.Is("<") ? reader.Current.Text : "";
        if (sign.Length > 0)
        {
            reader.Next();
            if (sign != "=" && reader.Skip("="))
            {
                sign += "=";
            }
        }

        string first = reader.Current.Text;
        if (reader.Is("now") || TimeText.StartsWithYear(first))
        {
            (long start, string text) = ReadTime(reader);
            TimeBounds bounds = sign switch
            {
                ">" => new TimeBounds(start + 1, long.MaxValue),
                ">=" => new TimeBounds(start, long.MaxValue),
                "<" => new TimeBounds(long.MinValue, start - 1),
                "<=" => new TimeBounds(long.MinValue, TimeText.EndOf(text, start)),
                _ => new TimeBounds(start, TimeText.EndOf(text, start)),
            };
            return (bounds, sign + text);
        }

        (long ns, string duration) = ReadDuration(reader);
        ns = Math.Abs(ns);
        long now = reader.NowUnixNs;
        TimeBounds ago = sign switch
        {
            ">" => new TimeBounds(long.MinValue, now - ns - 1),
            ">=" => new TimeBounds(long.MinValue, now - ns),
            "<" => new TimeBounds(now - ns + 1, now - 1),
            _ => new TimeBounds(now - ns, now - 1),
        };
        return (ago, sign + duration);
    }

    private static DayRangeFilter ParseDayRange(TokenReader reader)
    {
        (bool closedStart, string from, string to, bool closedEnd, string written, long offsetNs) = ReadRange(reader, "day_range");
        long fromNs = ToDayNs(reader, from);
        long toNs = ToDayNs(reader, to);
        fromNs = closedStart ? fromNs : fromNs + 1 > Timestamps.DayNs ? 0 : fromNs + 1;
        toNs = closedEnd ? toNs : toNs - 1 < 0 ? Timestamps.DayNs - 1 : toNs - 1;
        return new DayRangeFilter(fromNs, toNs, offsetNs, written);
    }

    private static WeekRangeFilter ParseWeekRange(TokenReader reader)
    {
        (bool closedStart, string from, string to, bool closedEnd, string written, long offsetNs) = ReadRange(reader, "week_range");
        int first = (ToWeekday(reader, from) + (closedStart ? 0 : 1)) % 7;
        int last = (ToWeekday(reader, to) + (closedEnd ? 0 : 6)) % 7;
        return new WeekRangeFilter((DayOfWeek)first, (DayOfWeek)last, offsetNs, written);
    }

    private static (bool ClosedStart, string From, string To, bool ClosedEnd, string Written, long OffsetNs) ReadRange(TokenReader reader, string name)
    {
        reader.Next();
        bool closedStart = reader.Is("[");
        if (!closedStart && !reader.Is("("))
        {
            throw reader.Unexpected($"'[' or '(' after {name}");
        }

        reader.Next();
        string from = reader.ReadPhrase($"the start of {name}");
        reader.Expect(",", $"between the ends of {name}");
        string to = reader.ReadPhrase($"the end of {name}");
        bool closedEnd = ReadClosing(reader);
        (long offsetNs, string offset) = reader.Is("offset") ? ReadOffset(reader) : (0, "");
        return (closedStart, from, to, closedEnd, $"{(closedStart ? '[' : '(')}{from}, {to}{(closedEnd ? ']' : ')')}{offset}", offsetNs);
    }

    private static bool ReadClosing(TokenReader reader)
    {
        bool closed = reader.Is("]");
        if (!closed && !reader.Is(")"))
        {
            throw reader.Unexpected("']' or ')' at the end of the time range");
        }

        reader.Next();
        return closed;
    }

    private static (long UnixNs, string Text) ReadTime(TokenReader reader)
    {
        int at = reader.Position;
        string text = reader.ReadValue("a time");
        return TimeText.TryParse(text, reader.NowUnixNs, out long unixNs)
            ? (unixNs, text)
            : throw new LogsQlException($"'{text}' is no time; examples: 2026-11-20, 2026-11-20T15:04:05Z, now-1h, a Unix time", at);
    }

    private static (long Ns, string Text) ReadDuration(TokenReader reader)
    {
        int at = reader.Position;
        string text = reader.ReadValue("a duration");
        return Durations.TryParse(text, out long ns) ? (ns, text) : throw new LogsQlException($"'{text}' is neither a time nor a duration such as 5m or 1h30m", at);
    }

    private static (long OffsetNs, string Written) ReadOffset(TokenReader reader)
    {
        reader.Next();
        (long ns, string text) = ReadDuration(reader);
        return (ns, " offset " + text);
    }

    private static long ToDayNs(TokenReader reader, string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length != 2 || !Timestamps.Digits(Utf8.Encode(parts[0]), out int hours) || !Timestamps.Digits(Utf8.Encode(parts[1]), out int minutes)
            || parts[0].Length != 2 || parts[1].Length != 2 || minutes > 59 || (hours * 60) + minutes > DayMinutes)
        {
            throw reader.Error($"'{text}' is no time of the day: hh:mm is wanted");
        }

        return Math.Min(((hours * 60L) + minutes) * 60_000_000_000, Timestamps.DayNs - 1);
    }

    private static int ToWeekday(TokenReader reader, string text)
    {
        string lower = text.ToLowerInvariant();
        int day = lower.Length >= 3 ? Array.IndexOf(Weekdays, lower[..3]) : -1;
        bool full = day >= 0 && (lower.Length == 3 || lower.Equals(((DayOfWeek)day).ToString(), StringComparison.OrdinalIgnoreCase));
        return full ? day : throw reader.Error($"'{text}' is no day of the week: Mon or Monday is wanted");
    }

    private static long Subtract(long unixNs, long ns)
    {
        if (unixNs is long.MinValue or long.MaxValue)
        {
            return unixNs;
        }

        Int128 result = (Int128)unixNs - ns;
        return result < long.MinValue ? long.MinValue : result > long.MaxValue ? long.MaxValue : (long)result;
    }
}
