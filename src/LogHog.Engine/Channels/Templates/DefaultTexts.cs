namespace LogHog.Engine.Channels.Templates;

/// <summary>The texts of every service where the user has written none; docs/channels.md shows them.</summary>
internal static class DefaultTexts
{
    private const string Title = "{{#state}}{{state}}: {{/state}}{{title}}";

    private const string Text = """
        {{text}}
        {{#labels}}
        {{name}}: {{value}}{{/labels}}

        {{lines}}{{#more_lines}}
        … and {{more_lines}} more{{/more_lines}}
        """;

    private const string TextWithTitle = Title + "\n\n" + Text + "\n{{link}}";

    private const string Markdown = """
        **{{icon}} {{#state}}{{state}}: {{/state}}{{title}}**

        {{text}}

        {{#labels}}- {{name}}: {{value}}
        {{/labels}}

        {{lines}}

        {{#more_lines}}… and {{more_lines}} more{{/more_lines}}

        {{#link}}[Show]({{link}}){{/link}}
        """;

    private const string SlackMarkdown = """
        {{icon}} *{{#state}}{{state}}: {{/state}}{{title}}*
        {{text}}
        {{#labels}}• {{name}}: {{value}}
        {{/labels}}{{lines}}
        {{#more_lines}}… and {{more_lines}} more{{/more_lines}}
        {{#link}}<{{link}}|Show>{{/link}}
        """;

    private const string TelegramHtml = """
        {{icon}} <b>{{#state}}{{state}}: {{/state}}{{title}}</b>
        {{text}}
        {{#labels}}• {{name}}: {{value}}
        {{/labels}}{{lines}}
        {{#more_lines}}… and {{more_lines}} more{{/more_lines}}
        {{#link}}<a href="{{link}}">Show</a>{{/link}}
        """;

    private const string TelegramMarkdown = """
        {{icon}} *{{#state}}{{state}}: {{/state}}{{title}}*
        {{text}}
        {{#labels}}• {{name}}: {{value}}
        {{/labels}}
        {{lines}}
        {{#more_lines}}… and {{more_lines}} more{{/more_lines}}
        {{#link}}[Show]({{link}}){{/link}}
        """;

    private const string MailHtml = """
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><title>{{title}}</title></head>
        <body style="font-family: sans-serif">
        <h3>{{icon}} {{#state}}{{state}}: {{/state}}{{title}}</h3>
        <p>{{text}}</p>
        <table>{{#labels}}<tr><td>{{name}}</td><td><b>{{value}}</b></td></tr>{{/labels}}</table>
        {{lines}}
        {{#more_lines}}<p>… and {{more_lines}} more</p>{{/more_lines}}
        {{#link}}<p><a href="{{link}}">Show</a></p>{{/link}}
        <p style="color: gray">{{#rule}}{{rule}}, {{/rule}}{{severity}}, {{time}}</p>
        </body></html>
        """;

    // A small document; the one that is sent where nobody has written a template is made without one, since it holds the labels by name.
    private const string WebhookBody = """{"id": "{{id}}", "title": "{{title}}", "text": "{{text}}"}""";

    public static IReadOnlyList<TemplatePart> PartsOf(ChannelType type) => type switch
    {
        ChannelType.Pushover => [TemplatePart.Title, TemplatePart.Text, TemplatePart.Html],
        ChannelType.Webex => [TemplatePart.Text, TemplatePart.Markdown],
        ChannelType.Slack => [TemplatePart.Markdown],
        ChannelType.Teams => [TemplatePart.Title, TemplatePart.Text],
        ChannelType.Telegram => [TemplatePart.Html, TemplatePart.Markdown, TemplatePart.Text],
        ChannelType.Ntfy => [TemplatePart.Title, TemplatePart.Text, TemplatePart.Markdown],
        ChannelType.Email => [TemplatePart.Title, TemplatePart.Text, TemplatePart.Html],
        ChannelType.Webhook => [TemplatePart.Body],
        _ => [TemplatePart.Title, TemplatePart.Text],
    };

    public static string Of(ChannelType type, TemplatePart part) => (type, part) switch
    {
        (_, TemplatePart.Title) => Title,
        (ChannelType.Webex or ChannelType.Telegram or ChannelType.Email or ChannelType.Zabbix, TemplatePart.Text) => TextWithTitle,
        (_, TemplatePart.Text) => Text,
        (ChannelType.Slack, TemplatePart.Markdown) => SlackMarkdown,
        (ChannelType.Telegram, TemplatePart.Markdown) => TelegramMarkdown,
        (_, TemplatePart.Markdown) => Markdown,
        (ChannelType.Telegram, TemplatePart.Html) => TelegramHtml,
        (_, TemplatePart.Html) => MailHtml,
        _ => WebhookBody,
    };
}
