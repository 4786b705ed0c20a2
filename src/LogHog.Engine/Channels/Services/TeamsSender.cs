using System.Text;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// Microsoft Teams: a workflow "When a Teams webhook request is received" (learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors),
/// which takes a message with one Adaptive Card and answers 202. A message has 28 KB at most. Everything is in TextRuns: unlike TextBlocks
/// they know no Markdown (adaptivecards.io/explorer/TextRun.html), so there is nothing to escape. No idempotency keys.
/// </summary>
internal sealed class TeamsSender(ChannelSettings settings, TimeProvider time) : HttpSender(settings, time)
{
    // 28 KB for all of it, with the card around the text.
    private const int BodyBytesMax = 28_000;
    private const int TitleCharsMax = 300;
    private const int TextBytesMax = 20_000;
    private const int TextBytesMin = 500;

    public override bool TakesRecipient(string recipient) => false;

    public override async Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        ServiceAnswer answer = await PostAsync(new Uri(Settings.Url!.Reveal()), Body(delivery.Notification), "application/json; charset=utf-8", cancellation);
        if (!answer.IsSuccess)
            throw answer.Failure();
        // The older connectors answered 200 and told what Teams had said in the text.
        string text = Encoding.UTF8.GetString(answer.Body);
        if (text.Contains("HTTP error 429", StringComparison.Ordinal))
            throw answer.Failure(ServiceFailureKind.Limited);
        return text.Contains("HTTP error", StringComparison.Ordinal) ? throw answer.Failure(ServiceFailureKind.Unreachable) : answer.Text;
    }

    private byte[] Body(Notification notification)
    {
        // JSON's own escapes may make a text longer.
        for (int textBytes = TextBytesMax; ; textBytes /= 2)
        {
            byte[] body = Json(json => Write(json, notification, textBytes));
            if (body.Length <= BodyBytesMax || textBytes <= TextBytesMin)
                return body;
        }
    }

    private void Write(Utf8JsonWriter json, Notification notification, int textBytes)
    {
        json.WriteString("type", "message");
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
        json.WriteNull("contentUrl");
        json.WriteStartObject("content");
        json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        json.WriteString("type", "AdaptiveCard");
        json.WriteString("version", "1.4");
        json.WriteStartArray("body");
        WriteText(json, FittedText.Render(Settings.Templates.Title, notification, TitleCharsMax), Color(notification), isTitle: true);
        foreach (string paragraph in FittedText.Render(Settings.Templates[TemplatePart.Text], notification, textBytes, FittedText.Utf8Bytes)
                     .Split('\n', StringSplitOptions.RemoveEmptyEntries))
            WriteText(json, paragraph, color: null, isTitle: false);
        json.WriteEndArray();
        if (notification.Link is { } link)
            WriteLink(json, link);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string text, string? color, bool isTitle)
    {
        json.WriteStartObject();
        json.WriteString("type", "RichTextBlock");
        json.WriteStartArray("inlines");
        json.WriteStartObject();
        json.WriteString("type", "TextRun");
        json.WriteString("text", text);
        if (isTitle)
        {
            json.WriteString("size", "Medium");
            json.WriteString("weight", "Bolder");
        }

        if (color is not null)
            json.WriteString("color", color);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, Uri link)
    {
        json.WriteStartArray("actions");
        json.WriteStartObject();
        json.WriteString("type", "Action.OpenUrl");
        json.WriteString("title", "Show");
        json.WriteString("url", link.AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static string Color(Notification notification) => notification switch
    {
        { Kind: NotificationKind.Resolved } => "Good",
        { Severity: AlertSeverity.Critical or AlertSeverity.Error } => "Attention",
        { Severity: AlertSeverity.Warning } => "Warning",
        _ => "Accent",
    };
}
