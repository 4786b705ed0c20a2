using System.Globalization;
using System.Text;

namespace LogHog.Server.OwnLog;

/// <summary>
/// How the daemon writes about itself. Its messages can quote what a peer sent, so control characters are escaped and a
/// message cannot look like two.
/// </summary>
internal static class OwnLogLine
{
    /// <summary><c>2026-11-20T12:18:36.464+01:00 WARNING what happened</c>; an exception follows, indented by a tab.</summary>
    public static string ForFile(DateTimeOffset at, LogLevel level, string message, Exception? exception)
    {
        var line = new StringBuilder(message.Length + 48)
            .Append(at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture))
            .Append(' ').Append(Name(level)).Append(' ');
        Escape(line, message);
        foreach (string text in Lines(exception)) Escape(line.Append("\n\t"), text);
        return line.Append('\n').ToString();
    }

    /// <summary>With the priority prefix that journald reads (sd-daemon(3)) and no time: the journal has its own.</summary>
    public static string ForJournal(LogLevel level, string message, Exception? exception)
    {
        int priority = level switch
        {
            LogLevel.Critical => 2,
            LogLevel.Error => 3,
            LogLevel.Warning => 4,
            LogLevel.Information => 6,
            _ => 7,
        };
        var line = new StringBuilder(message.Length + 8).Append('<').Append(priority).Append('>');
        Escape(line, message);
        foreach (string text in Lines(exception)) Escape(line.Append("\n<").Append(priority).Append(">\t"), text);
        return line.Append('\n').ToString();
    }

    private static string[] Lines(Exception? exception) => exception?.ToString().ReplaceLineEndings("\n").Split('\n') ?? [];

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Critical => "CRITICAL",
        LogLevel.Error => "ERROR",
        LogLevel.Warning => "WARNING",
        LogLevel.Information => "INFO",
        _ => "DEBUG",
    };

    private static void Escape(StringBuilder line, string text)
    {
        foreach (char c in text)
        {
            // C0, DEL, C1, the Unicode line ends, and what reorders a line on the screen.
            if (char.IsControl(c) && c <= 0x9f)
                line.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
            else if (c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'))
                line.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                line.Append(c);
        }
    }
}
