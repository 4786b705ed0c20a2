using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// ntfy (docs.ntfy.sh/publish/#publish-as-json): <c>POST /</c> with JSON. A message of more than 4,096 bytes would become an attachment
/// (docs.ntfy.sh/publish/#limitations); priorities 1 to 5; tags that are names of emojis become them; up to three actions. 429 without
/// Retry-After when the visitor's limit is reached. A second copy takes the place of the first one (docs.ntfy.sh/publish/, "Updating
/// notifications": <c>sequence_id</c>, up to 64 letters, digits, dashes and underscores; servers before 2.16 do not look at it).
/// </summary>
internal sealed class NtfySender(ChannelSettings settings, TimeProvider time) : HttpSender(settings, time)
{
    private const string UsualAddress = "https://ntfy.sh/";
    private const int MessageBytesMax = 4096;
    private const int TitleCharsMax = 250;

    public override async Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        ServiceAnswer answer = await PostJsonAsync(Address(UsualAddress, ""), json => Write(json, delivery), cancellation, SignIn);
        JsonElement? json = answer.Json();
        if (answer.IsSuccess)
            return json?.String("id") ?? throw answer.Failure(ServiceFailureKind.BadAnswer);
        throw answer.Failure(json?.String("error"));
    }

    private void Write(Utf8JsonWriter json, Delivery delivery)
    {
        Notification notification = delivery.Notification;
        bool isMarkdown = Settings.Templates.IsOwn(TemplatePart.Markdown);
        string title = FittedText.Render(Settings.Templates.Title, notification, TitleCharsMax);
        string message = FittedText.Render(Settings.Templates[isMarkdown ? TemplatePart.Markdown : TemplatePart.Text], notification, MessageBytesMax, FittedText.Utf8Bytes);
        json.WriteString("topic", delivery.Recipient);
        json.WriteString("sequence_id", DeliveryKey.Uuid(delivery.Key));
        json.WriteString("title", title);
        json.WriteString("message", message.Length > 0 ? message : title);
        json.WriteNumber("priority", Priority(notification));
        json.WriteStartArray("tags");
        foreach (string tag in Settings.Tags.Count > 0 ? Settings.Tags : [Tag(notification)])
            json.WriteStringValue(tag);
        json.WriteEndArray();
        if (isMarkdown)
            json.WriteBoolean("markdown", true);
        if (notification.Link is not { } link)
            return;
        json.WriteString("click", link.AbsoluteUri);
        json.WriteStartArray("actions");
        json.WriteStartObject();
        json.WriteString("action", "view");
        json.WriteString("label", "Show");
        json.WriteString("url", link.AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void SignIn(HttpRequestMessage request)
    {
        Bearer(request, Settings.Token);
        if (Settings.Token is null && Settings is { User: { } user, Password: { } password })
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Reveal()}:{password.Reveal()}")));
    }

    private int Priority(Notification notification)
    {
        if (notification.Kind == NotificationKind.Resolved)
            return Math.Min(Settings.Priority ?? 2, 2);
        return Settings.Priority ?? notification.Severity switch
        {
            AlertSeverity.Critical => 5,
            AlertSeverity.Error => 4,
            AlertSeverity.Warning => 3,
            _ => 2,
        };
    }

    private static string Tag(Notification notification) => notification switch
    {
        { Kind: NotificationKind.Resolved } => "white_check_mark",
        { Kind: NotificationKind.Test } => "bell",
        { Severity: AlertSeverity.Critical } => "rotating_light",
        { Severity: AlertSeverity.Error } => "red_circle",
        { Severity: AlertSeverity.Warning } => "warning",
        _ => "information_source",
    };
}
