using System.Globalization;

namespace LogHog.Engine.Query.Values;

/// <summary>Reads syslog lines of RFC 5424 and RFC 3164 into fields, as unpack_syslog names them.</summary>
internal static class SyslogText
{
    /// <summary>Length of <c>Nov 20 15:04:05</c>.</summary>
    private const int StampLength = 15;

    private static readonly string[] Levels = ["emerg", "alert", "critical", "error", "warning", "notice", "info", "debug"];

    private static readonly string[] Facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "security", "console",
        "solaris-cron", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    public static void Read(string line, List<KeyValuePair<string, byte[]>> fields, long nowUnixNs, long zoneNs)
    {
        if (line.StartsWith('<'))
        {
            int end = line.IndexOf('>', StringComparison.Ordinal);
            if (end < 0)
            {
                return;
            }

            string text = line[1..end];
            line = line[(end + 1)..];
            Add(fields, "priority", text);
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong priority))
            {
                return;
            }

            ulong facility = priority / 8;
            Add(fields, "facility_keyword", facility < (ulong)Facilities.Length ? Facilities[facility] : "unknown");
            Add(fields, "level", Levels[priority % 8]);
            Add(fields, "facility", facility.ToString(CultureInfo.InvariantCulture));
            Add(fields, "severity", (priority % 8).ToString(CultureInfo.InvariantCulture));
        }

        if (line.StartsWith("1 ", StringComparison.Ordinal))
        {
            ReadNew(line[2..], fields);
        }
        else if (line.Length > 0)
        {
            ReadOld(line, fields, nowUnixNs, zoneNs);
        }
    }

    /// <summary>RFC 5424, after the version.</summary>
    private static void ReadNew(string rest, List<KeyValuePair<string, byte[]>> fields)
    {
        Add(fields, "format", "rfc5424");
        foreach (string name in (string[])["timestamp", "hostname", "app_name", "proc_id", "msg_id"])
        {
            if (rest.Length == 0)
            {
                return;
            }

            int space = rest.IndexOf(' ', StringComparison.Ordinal);
            Add(fields, name, space < 0 ? rest : rest[..space]);
            if (space < 0)
            {
                return;
            }

            rest = rest[(space + 1)..];
        }

        if (rest.StartsWith("- ", StringComparison.Ordinal))
        {
            AddMessage(fields, rest[2..]);
            return;
        }

        while (SyslogData.TryRead(ref rest, fields))
        {
            if (rest.StartsWith(' '))
            {
                AddMessage(fields, rest[1..]);
                return;
            }
        }
    }

    private static void ReadOld(string rest, List<KeyValuePair<string, byte[]>> fields, long nowUnixNs, long zoneNs)
    {
        Add(fields, "format", "rfc3164");
        if (!TryTakeTime(ref rest, nowUnixNs, zoneNs, out string time))
        {
            AddMessage(fields, rest);
            return;
        }

        Add(fields, "timestamp", time);
        if (!rest.StartsWith(' '))
        {
            AddMessage(fields, rest);
            return;
        }

        rest = rest[1..];
        int space = rest.IndexOf(' ', StringComparison.Ordinal);
        string host = space < 0 ? rest : rest[..space];
        if (host.IndexOfAny([':', '[']) < 0)
        {
            Add(fields, "hostname", host);
            if (space < 0)
            {
                return;
            }

            rest = rest[(space + 1)..];
        }

        ReadTag(rest, fields);
    }

    /// <summary><c>name[pid]: message</c>.</summary>
    private static void ReadTag(string rest, List<KeyValuePair<string, byte[]>> fields)
    {
        int end = rest.IndexOfAny(['[', ':', ' ']);
        Add(fields, "app_name", end < 0 ? rest : rest[..end]);
        rest = end < 0 ? "" : rest[end..];
        if (rest.StartsWith('['))
        {
            int close = rest.IndexOf(']', StringComparison.Ordinal);
            if (close < 0)
            {
                return;
            }

            Add(fields, "proc_id", rest[1..close]);
            rest = rest[(close + 1)..];
        }

        rest = rest.StartsWith(':') ? rest[1..] : rest;
        rest = rest.StartsWith(' ') ? rest[1..] : rest;
        if (rest.Length > 0)
        {
            AddMessage(fields, rest);
        }
    }

    private static bool TryTakeTime(ref string rest, long nowUnixNs, long zoneNs, out string time)
    {
        time = "";
        if (rest.Length > 10 && rest[10] == 'T')
        {
            int space = rest.IndexOf(' ', StringComparison.Ordinal);
            bool valid = Timestamps.TryParse(Utf8.Encode(space < 0 ? rest : rest[..space]), out long unixNs) && space > 0;
            time = valid ? Timestamps.Format(unixNs) : "";
            rest = valid ? rest[space..] : rest;
            return valid;
        }

        if (rest.Length < StampLength || !TryStamp(rest[..StampLength], nowUnixNs, zoneNs, out long stampNs))
        {
            return false;
        }

        time = Timestamps.Format(stampNs);
        rest = rest[StampLength..];
        return true;
    }

    /// <summary>The stamp has no year: it is this one, unless that would be more than a day ahead.</summary>
    private static bool TryStamp(string stamp, long nowUnixNs, long zoneNs, out long unixNs)
    {
        unixNs = 0;
        int year = DateTime.UnixEpoch.AddTicks(nowUnixNs / 100).Year;
        for (int candidate = year; candidate >= year - 1; candidate--)
        {
            string full = string.Create(CultureInfo.InvariantCulture, $"{candidate} {stamp}");
            if (!DateTime.TryParseExact(
                full, ["yyyy MMM d HH:mm:ss", "yyyy MMM  d HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time))
            {
                continue;
            }

            unixNs = ((time - DateTime.UnixEpoch).Ticks * 100) - zoneNs;
            if (unixNs <= nowUnixNs + Timestamps.DayNs)
            {
                return true;
            }
        }

        return unixNs != 0;
    }

    private static void AddMessage(List<KeyValuePair<string, byte[]>> fields, string message)
    {
        bool packed = (message.StartsWith("@cee:", StringComparison.Ordinal) && JsonValues.TryReadFields(Utf8.Encode(message[5..]), fields))
            || (message.StartsWith("CEF:", StringComparison.Ordinal) && CefText.TryRead(message[4..], fields));
        if (!packed)
        {
            Add(fields, "message", message);
        }
    }

    private static void Add(List<KeyValuePair<string, byte[]>> fields, string name, string value) => fields.Add(new(name, Utf8.Encode(value)));
}
