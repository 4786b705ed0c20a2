using System.Globalization;
using LogHog.Engine.Alerts;

namespace LogHog.Engine.Channels.Templates;

/// <summary>What a template can say: names with a text each, and names with rows. Data, whatever stands in it.</summary>
/// <param name="texts">By name.</param>
/// <param name="rows">By name; in each row names with a text.</param>
public sealed class TemplateValues(IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> rows)
{
    /// <summary>Is a web address, and escaped as one.</summary>
    public const string LinkName = "link";

    /// <summary>Of notifications.</summary>
    public static readonly IReadOnlyList<string> NotificationTexts = ["id", "kind", "state", "severity", "icon", "rule", "title", "text", "time", "count", LinkName, "more_lines"];

    /// <summary>Of notifications: each line as <c>{{line}}</c>, each label as <c>{{name}}</c> and <c>{{value}}</c>; <c>{{last}}</c> is set in the last of them.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NotificationRows = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["lines"] = ["line", "last"],
        ["labels"] = ["name", "value", "last"],
    };

    public string Text(string name) => texts.GetValueOrDefault(name, "");

    public IReadOnlyList<IReadOnlyDictionary<string, string>>? Rows(string name) => rows.GetValueOrDefault(name);

    /// <param name="notification">What to tell.</param>
    /// <param name="linesMax">So many of its lines.</param>
    /// <param name="textCharsMax">So much of its text, of its title and of each label.</param>
    public static TemplateValues Of(Notification notification, int linesMax = int.MaxValue, int textCharsMax = int.MaxValue)
    {
        string Cut(string text) => NotificationBounds.Cut(text, textCharsMax);
        int lines = Math.Min(linesMax, notification.Lines.Count);
        Dictionary<string, string> texts = new(StringComparer.Ordinal)
        {
            ["id"] = notification.Id,
            ["kind"] = Word(notification.Kind),
            ["state"] = State(notification.Kind),
            ["severity"] = Word(notification.Severity),
            ["icon"] = Icon(notification),
            ["rule"] = Cut(notification.Rule),
            ["title"] = Cut(notification.Title),
            ["text"] = Cut(notification.Text),
            ["time"] = notification.Time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
            ["count"] = notification.Count > 0 ? notification.Count.ToString(CultureInfo.InvariantCulture) : "",
            [LinkName] = notification.Link?.AbsoluteUri ?? "",
            ["more_lines"] = lines < notification.Lines.Count ? (notification.Lines.Count - lines).ToString(CultureInfo.InvariantCulture) : "",
        };
        return new TemplateValues(texts, new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>(StringComparer.Ordinal)
        {
            ["lines"] = Numbered([.. notification.Lines.Take(lines).Select(line => new Dictionary<string, string>(StringComparer.Ordinal) { ["line"] = Cut(line) })]),
            ["labels"] = Numbered([.. notification.Labels.Select(label =>
                new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = Cut(label.Key), ["value"] = Cut(label.Value) })]),
        });
    }

    private static List<Dictionary<string, string>> Numbered(List<Dictionary<string, string>> rows)
    {
        for (int i = 0; i < rows.Count; i++)
            rows[i]["last"] = i == rows.Count - 1 ? "yes" : "";
        return rows;
    }

    private static string Word<T>(T value)
        where T : struct, Enum =>
        Diagnostics.MetricNames.Label(value);

    private static string State(NotificationKind kind) => kind switch
    {
        NotificationKind.Resolved => "Resolved",
        NotificationKind.Reminder => "Still",
        NotificationKind.Test => "Test",
        _ => "",
    };

    private static string Icon(Notification notification) => notification switch
    {
        { Kind: NotificationKind.Resolved } => "✅",
        { Kind: NotificationKind.Test } => "🔔",
        { Severity: AlertSeverity.Critical } => "🔥",
        { Severity: AlertSeverity.Error } => "🔴",
        { Severity: AlertSeverity.Warning } => "🟠",
        _ => "🔵",
    };
}
