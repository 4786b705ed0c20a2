using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// Telegram's bot API (core.telegram.org/bots/api#sendmessage): <c>POST /botTOKEN/sendMessage</c>, text of 1 to 4,096 characters, in HTML
/// or MarkdownV2, both of which have to be escaped; 429 with <c>parameters.retry_after</c>. No idempotency keys. The token stands in the path, so
/// no URL is ever shown.
/// </summary>
internal sealed class TelegramSender(ChannelSettings settings, TimeProvider time) : HttpSender(settings, time)
{
    private const string UsualAddress = "https://api.telegram.org/";
    private const int TextCharsMax = 4096;

    public override async Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        Notification notification = delivery.Notification;
        string text = FittedText.Render(Settings.Templates[Part], notification, TextCharsMax);
        ServiceAnswer answer = await PostJsonAsync(
            Address(UsualAddress, $"bot{Settings.Token!.Reveal()}/sendMessage"), json => Write(json, delivery.Recipient, text, IsQuiet(notification)), cancellation);
        JsonElement? json = answer.Json();
        if (answer.IsSuccess && json is { } body && body.Is("ok"))
            return body.TryGetProperty("result", out JsonElement result) && result.Number("message_id") is { } id ? $"message {id}" : "";
        throw Failure(answer, json);
    }

    private TemplatePart Part => Settings.Format switch
    {
        ChannelFormat.Markdown => TemplatePart.Markdown,
        ChannelFormat.Plain => TemplatePart.Text,
        _ => TemplatePart.Html,
    };

    private void Write(Utf8JsonWriter json, string recipient, string text, bool isQuiet)
    {
        string[] parts = recipient.Split('/');
        if (long.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out long chat))
            json.WriteNumber("chat_id", chat);
        else
            json.WriteString("chat_id", parts[0]);
        if (parts.Length == 2)
            json.WriteNumber("message_thread_id", long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("text", text);
        if (Settings.Format != ChannelFormat.Plain)
            json.WriteString("parse_mode", Settings.Format == ChannelFormat.Markdown ? "MarkdownV2" : "HTML");
        json.WriteStartObject("link_preview_options");
        json.WriteBoolean("is_disabled", true);
        json.WriteEndObject();
        json.WriteBoolean("disable_notification", isQuiet);
    }

    private static bool IsQuiet(Notification notification) =>
        notification.Kind == NotificationKind.Resolved || (notification.Severity == AlertSeverity.Info && notification.Kind != NotificationKind.Test);

    private static ServiceException Failure(ServiceAnswer answer, JsonElement? json)
    {
        string? problem = json?.String("description");
        if (json is { } body && body.TryGetProperty("parameters", out JsonElement parameters) && parameters.Number("retry_after") is { } seconds)
            return new ServiceException(ServiceFailureKind.Limited, $"{(int)answer.Status}: {problem}")
            {
                Status = (int)answer.Status, RetryAfter = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)),
            };
        return (int)answer.Status switch
        {
            // The user has blocked the bot, or it was put out of the group.
            403 => answer.Failure(ServiceFailureKind.Refused, problem),
            _ when answer.IsSuccess => answer.Failure(ServiceFailureKind.BadAnswer, problem),
            _ => answer.Failure(problem),
        };
    }
}
