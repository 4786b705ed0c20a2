using System.Text;
using LogHog.Engine.Alerts;

namespace LogHog.Engine.Channels;

/// <summary>Makes any notification one that a queue can hold: no service takes more (Slack's 40,000 characters are the most), and people read less.</summary>
internal static class NotificationBounds
{
    public const int IdCharsMax = 64;
    private const int TitleCharsMax = 500;
    private const int TextCharsMax = 16_000;
    private const int LinesMax = 10;
    private const int LineCharsMax = 2_000;
    private const int LabelsMax = 20;
    private const int LabelCharsMax = 500;

    // RFC 9110 §4.1 recommends to take 8,000; longer ones are nothing that people click.
    private const int LinkCharsMax = 2_000;

    /// <exception cref="ArgumentException">Its id is none.</exception>
    public static Notification Apply(Notification notification)
    {
        if (notification.Id.Length is 0 or > IdCharsMax || !notification.Id.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            throw new ArgumentException($"A notification's id is up to {IdCharsMax} letters, digits and dashes", nameof(notification));
        return notification with
        {
            Rule = Cut(OneLine(notification.Rule), LabelCharsMax),
            Title = Cut(OneLine(notification.Title), TitleCharsMax),
            Text = Cut(notification.Text.ReplaceLineEndings("\n"), TextCharsMax),
            Lines = [.. notification.Lines.Take(LinesMax).Select(static line => Cut(line, LineCharsMax))],
            Labels = [.. notification.Labels.Take(LabelsMax).Select(static label =>
                KeyValuePair.Create(Cut(OneLine(label.Key), LabelCharsMax), Cut(OneLine(label.Value), LabelCharsMax)))],
            Link = notification.Link is { } link && link.OriginalString.Length <= LinkCharsMax ? link : null,
        };
    }

    /// <summary>At most so many UTF-16 units, the last of them an ellipsis where something is missing; no surrogate stays alone.</summary>
    public static string Cut(string text, int charsMax)
    {
        if (text.Length <= charsMax)
            return text;
        if (charsMax <= 0)
            return "";
        int end = charsMax - 1;
        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        return text[..end] + "…";
    }

    public static string OneLine(string text)
    {
        if (!text.Any(static c => char.IsControl(c) || c is '\u2028' or '\u2029'))
            return text;
        StringBuilder line = new(text.Length);
        foreach (char c in text)
            line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        return line.ToString().Trim();
    }
}
