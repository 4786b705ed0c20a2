using System.Globalization;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// Pushover (pushover.net/api): <c>POST /1/messages.json</c> as a form. A message has 1,024 characters of up to 4 bytes, its title 250, a URL
/// 512, the URL's title 100; priority 2 needs retry (30 s at least) and expire (10,800 s at most). 4xx: not again as it is; 5xx: after 5 s at least;
/// 429: the month's quota is used up, which <c>X-Limit-App-Remaining</c> and <c>X-Limit-App-Reset</c> tell with every answer. No idempotency keys.
/// </summary>
internal sealed class PushoverSender(ChannelSettings settings, TimeProvider time) : HttpSender(settings, time)
{
    private const string UsualAddress = "https://api.pushover.net/";
    private const int MessageRunesMax = 1024;
    private const int TitleRunesMax = 250;
    private const int UrlCharsMax = 512;
    private const int Emergency = 2;

    private DateTimeOffset _quotaIsBackAt;

    public override async Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        DateTimeOffset now = Time.GetUtcNow();
        if (_quotaIsBackAt > now)
            throw new ServiceException(ServiceFailureKind.Limited, QuotaText(_quotaIsBackAt)) { RetryAfter = _quotaIsBackAt - now };
        byte[] form = Form(delivery.Notification);
        ServiceAnswer answer = await PostAsync(Address(UsualAddress, "1/messages.json"), form, "application/x-www-form-urlencoded", cancellation);
        NoteQuota(answer, now);
        JsonElement? json = answer.Json();
        if (answer.IsSuccess && json?.Number("status") == 1)
            return json.Value.String("request") ?? "";
        throw Failure(answer, json, now);
    }

    private byte[] Form(Notification notification)
    {
        ChannelTemplates templates = Settings.Templates;
        bool isHtml = templates.IsOwn(TemplatePart.Html);
        string title = FittedText.Render(templates.Title, notification, TitleRunesMax, FittedText.Runes);
        string message = FittedText.Render(templates[isHtml ? TemplatePart.Html : TemplatePart.Text], notification, MessageRunesMax, FittedText.Runes);
        int priority = Priority(notification);
        List<KeyValuePair<string, string>> fields =
        [
            new("token", Settings.Token!.Reveal()),
            new("user", Settings.User!.Reveal()),
            new("title", title),
            // It must not be empty.
            new("message", message.Length > 0 ? message : title),
            new("priority", priority.ToString(CultureInfo.InvariantCulture)),
            new("timestamp", notification.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ];
        if (isHtml)
            fields.Add(new("html", "1"));
        if (Settings.Device is { } device)
            fields.Add(new("device", device));
        if (Settings.Sound is { } sound)
            fields.Add(new("sound", sound));
        if (notification.Link is { } link && link.AbsoluteUri.Length <= UrlCharsMax)
            fields.AddRange([new("url", link.AbsoluteUri), new("url_title", "Show")]);
        if (priority == Emergency)
            fields.AddRange([new("retry", Seconds(Settings.Retry)), new("expire", Seconds(Settings.Expire))]);
        return Encoding.ASCII.GetBytes(string.Join('&', fields.Select(static field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")));
    }

    /// <summary>Without a priority of the user's: only what is critical breaks quiet hours, and what is over makes no sound.</summary>
    private int Priority(Notification notification)
    {
        if (notification.Kind == NotificationKind.Resolved)
            return Settings.Priority is { } said ? Math.Min(said, 0) : -1;
        return Settings.Priority ?? notification.Severity switch
        {
            AlertSeverity.Critical => 1,
            AlertSeverity.Info => -1,
            _ => 0,
        };
    }

    private void NoteQuota(ServiceAnswer answer, DateTimeOffset now)
    {
        // The second limit is what a DateTimeOffset can hold.
        if (answer.Number("X-Limit-App-Remaining") is not { } remaining || answer.Number("X-Limit-App-Reset") is not { } reset || reset is < 0 or > 253_402_300_799)
            return;
        DateTimeOffset resetAt = DateTimeOffset.FromUnixTimeSeconds(reset);
        _quotaIsBackAt = remaining <= 0 && resetAt > now ? resetAt : default;
    }

    private ServiceException Failure(ServiceAnswer answer, JsonElement? json, DateTimeOffset now)
    {
        string? problem = json is { } body && body.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array
            ? string.Join("; ", errors.EnumerateArray().Select(static error => error.ToString()))
            : null;
        if ((int)answer.Status == 429)
            return new ServiceException(ServiceFailureKind.Limited, _quotaIsBackAt > now ? QuotaText(_quotaIsBackAt) : "429: too many messages")
            {
                Status = 429, RetryAfter = _quotaIsBackAt > now ? _quotaIsBackAt - now : answer.RetryAfter,
            };
        if (answer.IsSuccess)
            return answer.Failure(ServiceFailureKind.BadAnswer, problem);
        bool isOurs = (int)answer.Status is >= 400 and < 500;
        // Who we are and whom we tell can be mended, and then the message is as good as before.
        bool isKeys = json?.String("token") == "invalid" || json?.String("user") == "invalid";
        return isOurs ? answer.Failure(isKeys ? ServiceFailureKind.Misconfigured : ServiceFailureKind.Refused, problem) : answer.Failure(problem);
    }

    private static string QuotaText(DateTimeOffset until) =>
        string.Create(CultureInfo.InvariantCulture, $"the application's monthly quota of messages is used up until {until.UtcDateTime:yyyy-MM-dd HH:mm}Z");

    private static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
