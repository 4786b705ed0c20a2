using System.Text;

namespace LogHog.Engine.Configuration;

/// <summary>Text out of a configuration file, made fit for a terminal and a log line.</summary>
internal static class Printable
{
    // Enough to recognise a value by; a whole certificate pasted into the wrong key does not fill the screen.
    private const int QuotedCharsMax = 60;

    /// <summary>Control characters become <c>?</c>.</summary>
    public static string Text(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        StringBuilder safe = new(text.Length);
        foreach (char c in text)
            safe.Append(char.IsControl(c) ? '?' : c);
        return safe.ToString();
    }

    /// <summary>In single quotes, cut to a readable length.</summary>
    public static string Quote(string text) =>
        text.Length <= QuotedCharsMax ? $"'{Text(text)}'" : $"'{Text(text[..QuotedCharsMax])}…'";
}
