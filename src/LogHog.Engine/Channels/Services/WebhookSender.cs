using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Templates;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Channels.Services;

/// <summary>
/// Any service over HTTP: a JSON document of ours, or the template <c>webhook.body</c>. Each request has <c>Idempotency-Key</c> (the
/// IETF's draft-ietf-httpapi-idempotency-key-header: the same for each try) and, with a key, a signature over time and body.
/// </summary>
internal sealed class WebhookSender(ChannelSettings settings, TimeProvider time) : HttpSender(settings, time)
{
    public const string TimestampHeader = "X-LogHog-Timestamp";
    public const string SignatureHeader = "X-LogHog-Signature";

    // A template may make much of little; no service that is told of alerts takes more.
    private const int BodyBytesMax = 256 << 10;

    public override async Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        byte[] body = Body(delivery);
        using HttpRequestMessage request = new(new HttpMethod(Settings.Method), new Uri(Settings.Url!.Reveal())) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{delivery.Key}\"");
        Bearer(request, Settings.Token);
        foreach ((string name, string value) in Settings.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        Sign(request, body);
        ServiceAnswer answer = await Http.SendAsync(request, cancellation);
        return answer.IsSuccess ? answer.Text : throw answer.Failure();
    }

    private string ContentType => Settings.ContentType.Contains("charset", StringComparison.OrdinalIgnoreCase) ? Settings.ContentType : $"{Settings.ContentType}; charset=utf-8";

    private byte[] Body(Delivery delivery) => Settings.Templates.IsOwn(TemplatePart.Body)
        ? Encoding.UTF8.GetBytes(FittedText.Render(Settings.Templates[TemplatePart.Body], delivery.Notification, BodyBytesMax, FittedText.Utf8Bytes))
        : Json(json => Write(json, delivery.Notification, Settings.Name));

    private void Sign(HttpRequestMessage request, byte[] body)
    {
        if (Settings.SigningKey is not { } key)
            return;
        string timestamp = Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] content = [.. Encoding.UTF8.GetBytes(timestamp), (byte)'.', .. body];
        byte[] signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal()), content);
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, $"sha256={Convert.ToHexStringLower(signed)}");
    }

    /// <summary>Also what a command gets on its standard input.</summary>
    public static void Write(Utf8JsonWriter json, Notification notification, string channel)
    {
        json.WriteString("id", notification.Id);
        json.WriteString("kind", MetricNames.Label(notification.Kind));
        json.WriteString("severity", MetricNames.Label(notification.Severity));
        json.WriteString("channel", channel);
        json.WriteString("rule", notification.Rule);
        json.WriteString("title", notification.Title);
        json.WriteString("text", notification.Text);
        json.WriteString("time", notification.Time);
        json.WriteNumber("count", notification.Count);
        json.WriteStartObject("labels");
        foreach (KeyValuePair<string, string> label in notification.Labels.DistinctBy(static one => one.Key, StringComparer.Ordinal))
            json.WriteString(label.Key, label.Value);
        json.WriteEndObject();
        json.WriteStartArray("lines");
        foreach (string line in notification.Lines)
            json.WriteStringValue(line);
        json.WriteEndArray();
        if (notification.Link is { } link)
            json.WriteString("link", link.AbsoluteUri);
    }
}
