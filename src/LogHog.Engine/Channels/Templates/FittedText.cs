using LogHog.Engine.Alerts;

namespace LogHog.Engine.Channels.Templates;

/// <summary>
/// A template's text that keeps a service's limit. It is the values that are cut, before they are escaped, never the finished text:
/// so no markup is left open and no escape cut in two. First fewer lines, then shorter values.
/// </summary>
internal static class FittedText
{
    /// <param name="template">The template.</param>
    /// <param name="notification">What to tell.</param>
    /// <param name="max">The limit.</param>
    /// <param name="measure">A text's size, in the limit's unit; null = UTF-16 units.</param>
    public static string Render(Template template, Notification notification, int max, Func<string, int>? measure = null)
    {
        measure ??= static text => text.Length;
        string text = "";
        for (int lines = notification.Lines.Count; lines >= 0; lines--)
        {
            text = template.Render(TemplateValues.Of(notification, lines));
            if (measure(text) <= max)
                return text;
        }

        // The longest values that still fit.
        int fits = 0;
        string best = "";
        for (int low = 0, high = Math.Max(notification.Text.Length, 1000); low <= high;)
        {
            int middle = (low + high) / 2;
            text = template.Render(TemplateValues.Of(notification, 0, middle));
            if (measure(text) <= max)
            {
                (fits, best) = (middle, text);
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        // The template's own words are longer than the service takes (ChannelTemplates refuses such a one): the title alone, as it is.
        return fits > 0 || best.Length > 0 ? best : NotificationBounds.Cut(notification.Title, Math.Max(1, max / 4));
    }

    /// <summary>Pushover counts characters of up to 4 bytes, as Unicode does.</summary>
    public static int Runes(string text) => text.EnumerateRunes().Count();

    public static int Utf8Bytes(string text) => System.Text.Encoding.UTF8.GetByteCount(text);
}
