namespace LogHog.Engine.Formats;

/// <summary><c>&lt;PRI&gt;</c> at the start of a syslog line: eight times the facility and the severity, 0 to 191.</summary>
internal static class SyslogPriority
{
    public static bool TryTake(ref ReadOnlyMemory<byte> line, out int severity)
    {
        severity = 0;
        ReadOnlySpan<byte> text = line.Span;
        if (text.Length < 3 || text[0] != '<')
            return false;
        int end = text[..Math.Min(text.Length, 5)].IndexOf((byte)'>');
        int priority = end < 2 ? -1 : LineTimeReader.Digits(text[1..end]);
        if (priority is < 0 or > 191)
            return false;
        severity = priority & 7;
        line = line[(end + 1)..];
        return true;
    }
}
