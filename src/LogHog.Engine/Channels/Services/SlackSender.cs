using System.Text.Json;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// Slack: an incoming webhook (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: 200 <c>ok</c>) or a bot's
/// <c>chat.postMessage</c> (200 with <c>ok</c> in JSON, errors by name). Text in mrkdwn; up to 4,000 characters are recommended, longer ones
/// are split or, from 40,000 on, cut. About one message a second; 429 with Retry-After. Webhooks know no idempotency keys; of a bot's messages
/// Slack names <c>client_msg_id</c> where it lists the method's errors, without promising anything.
/// </summary>
internal sealed class SlackSender(ChannelSettings settings, TimeProvider time) : HttpSender(settings, time)
{
    private const string UsualAddress = "https://slack.com/api/";
    private const int TextCharsMax = 4000;

    // The message of that id is gone, or was never there: of no use as a key any more.
    private static readonly string[] LostKey = ["duplicate_message_not_found", "duplicate_channel_not_found"];

    // docs.slack.dev/reference/methods/chat.postMessage, "Errors": those that pass by themselves, and those of who we are.
    private static readonly string[] Passing =
        ["ratelimited", "rate_limited", "message_limit_exceeded", "fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"];

    private static readonly string[] OfUs =
        ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission", "missing_scope", "not_allowed_token_type", "access_denied", "org_login_required", "ekm_access_denied", "enterprise_is_restricted"];

    public override bool TakesRecipient(string recipient) => Settings.Token is not null && base.TakesRecipient(recipient);

    public override Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        string text = FittedText.Render(Settings.Templates[TemplatePart.Markdown], delivery.Notification, TextCharsMax);
        return Settings.Token is null ? SendToWebhookAsync(text, cancellation) : SendAsBotAsync(text, delivery.Recipient, DeliveryKey.Uuid(delivery.Key), cancellation);
    }

    private async Task<string> SendToWebhookAsync(string text, CancellationToken cancellation)
    {
        ServiceAnswer answer = await PostJsonAsync(new Uri(Settings.Url!.Reveal()), json => Write(json, text), cancellation);
        return answer.IsSuccess ? answer.Text : throw answer.Failure();
    }

    private async Task<string> SendAsBotAsync(string text, string channel, Guid? key, CancellationToken cancellation)
    {
        ServiceAnswer answer = await PostJsonAsync(
            Address(UsualAddress, "chat.postMessage"),
            json =>
            {
                json.WriteString("channel", channel);
                if (key is { } id)
                    json.WriteString("client_msg_id", id);
                Write(json, text);
            },
            cancellation,
            request => Bearer(request, Settings.Token));
        if (!answer.IsSuccess)
            throw answer.Failure();
        if (answer.Json() is not { } json)
            throw answer.Failure(ServiceFailureKind.BadAnswer);
        if (json.Is("ok"))
            return json.String("ts") ?? "";
        string error = json.String("error") ?? "";
        if (key is not null && LostKey.Contains(error, StringComparer.Ordinal))
            return await SendAsBotAsync(text, channel, key: null, cancellation);
        throw answer.Failure(
            Passing.Contains(error, StringComparer.Ordinal) ? ServiceFailureKind.Limited : OfUs.Contains(error, StringComparer.Ordinal) ? ServiceFailureKind.Misconfigured : ServiceFailureKind.Refused,
            error);
    }

    private static void Write(Utf8JsonWriter json, string text)
    {
        json.WriteString("text", text);
        json.WriteBoolean("mrkdwn", true);
        // Slack's servers fetch the pages that messages link to, to show a preview; nobody asked for one.
        json.WriteBoolean("unfurl_links", false);
        json.WriteBoolean("unfurl_media", false);
    }
}
