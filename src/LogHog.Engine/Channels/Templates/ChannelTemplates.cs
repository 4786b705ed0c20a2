using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Channels.Templates;

/// <summary>The parts of a service's message that have a template.</summary>
public enum TemplatePart
{
    Title,
    Text,
    Markdown,
    Html,

    /// <summary>The whole body of a webhook.</summary>
    Body,
}

/// <summary>The texts of one channel: ours, or those of a folder of the user's, in files named <c>SERVICE.PART</c> such as <c>webex.markdown</c>.</summary>
public sealed class ChannelTemplates
{
    private const int FileBytesMax = 128 << 10;

    private readonly Dictionary<TemplatePart, Template> _own;
    private readonly Dictionary<TemplatePart, Template> _ours;

    private ChannelTemplates(Dictionary<TemplatePart, Template> own, Dictionary<TemplatePart, Template> ours)
    {
        _own = own;
        _ours = ours;
    }

    internal Template Title => this[TemplatePart.Title];

    internal Template this[TemplatePart part] => _own.GetValueOrDefault(part) ?? _ours[part];

    /// <summary>Whether the user has written one.</summary>
    internal bool IsOwn(TemplatePart part) => _own.ContainsKey(part);

    /// <summary>Ours.</summary>
    public static ChannelTemplates Default(ChannelType type, ChannelFormat format = ChannelFormat.Html) =>
        Load(folder: null, type, format, "application/json", static (_, problem) => throw new TemplateException(problem));

    /// <param name="folder">Of the user's files; null = none. Files of other services are not looked at.</param>
    /// <param name="type">The service.</param>
    /// <param name="format">Of Telegram's texts.</param>
    /// <param name="contentType">Of a webhook's body: by it values are escaped.</param>
    /// <param name="tell">Hears what is wrong: the file, and what to write.</param>
    internal static ChannelTemplates Load(string? folder, ChannelType type, ChannelFormat format, string contentType, Action<string, string> tell)
    {
        Dictionary<TemplatePart, Template> own = [];
        Dictionary<TemplatePart, Template> ours = [];
        foreach (TemplatePart part in DefaultTexts.PartsOf(type))
        {
            Escaper escaper = EscaperOf(type, part, contentType);
            ours[part] = Template.Parse(DefaultTexts.Of(type, part), escaper);
            if (folder is not null && Read(Path.Combine(folder, $"{Diagnostics.MetricNames.Label(type)}.{Diagnostics.MetricNames.Label(part)}"), escaper, tell) is { } template)
                own[part] = template;
        }

        return new ChannelTemplates(own, ours);
    }

    private static Template? Read(string file, Escaper escaper, Action<string, string> tell)
    {
        if (!File.Exists(file))
            return null;
        if (ConfigurationFiles.ReadBytes(file, FileBytesMax, problem => tell(file, problem)) is not { } bytes)
            return null;
        try
        {
            Template template = Template.Parse(System.Text.Encoding.UTF8.GetString(bytes), escaper);
            if (ReferenceEquals(escaper, Escaper.Json))
                CheckJson(template);
            return template;
        }
        catch (TemplateException wrong)
        {
            tell(file, wrong.Message);
            return null;
        }
    }

    /// <summary>With values and without.</summary>
    private static void CheckJson(Template template)
    {
        Notification bare = new() { Id = "x", Kind = NotificationKind.Test, Severity = AlertSeverity.Info, Rule = "", Title = "", Text = "", Time = DateTimeOffset.UnixEpoch };
        Notification full = bare with
        {
            Rule = "rule", Title = "a \"title\"", Text = "two\nlines", Count = 2, Link = new Uri("https://example.org/"),
            Labels = [KeyValuePair.Create("host", "a"), KeyValuePair.Create("app", "b")], Lines = ["one", "two"],
        };
        foreach (Notification sample in new[] { bare, full })
        {
            try
            {
                JsonDocument.Parse(template.Render(TemplateValues.Of(sample))).Dispose();
            }
            catch (JsonException wrong)
            {
                throw new TemplateException($"does not give JSON {(sample == bare ? "where every value is empty" : "with values")}: {wrong.Message}");
            }
        }
    }

    private static Escaper EscaperOf(ChannelType type, TemplatePart part, string contentType) => part switch
    {
        TemplatePart.Body when contentType.Contains("json", StringComparison.OrdinalIgnoreCase) => Escaper.Json,
        TemplatePart.Body when contentType.Contains("urlencoded", StringComparison.OrdinalIgnoreCase) => Escaper.Form,
        TemplatePart.Body when contentType.Contains("xml", StringComparison.OrdinalIgnoreCase) || contentType.Contains("html", StringComparison.OrdinalIgnoreCase) => Escaper.Html,
        TemplatePart.Html => type == ChannelType.Telegram ? Escaper.TelegramHtml : Escaper.Html,
        TemplatePart.Markdown => type switch
        {
            ChannelType.Telegram => Escaper.TelegramMarkdown,
            ChannelType.Slack => Escaper.Slack,
            _ => Escaper.Markdown,
        },
        _ => Escaper.Plain,
    };
}
