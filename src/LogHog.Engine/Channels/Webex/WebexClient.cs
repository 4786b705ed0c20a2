using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LogHog.Engine.Acme.Protocol;
using LogHog.Engine.Channels.Http;

namespace LogHog.Engine.Channels.Webex;

/// <summary>
/// The part of Webex's REST API that a bot needs (developer.webex.com/docs/api/v1): post and fetch messages, who is who, rooms, webhooks.
/// The token in Authorization; 429 and 503 with Retry-After; lists in pages with Link: rel="next" (RFC 8288). Messages have no idempotency key.
/// </summary>
public sealed class WebexClient
{
    /// <summary>"The maximum message length is 7439 bytes" (developer.webex.com/docs/api/v1/messages/create-a-message), for text and for Markdown.</summary>
    public const int TextBytesMax = 7439;

    /// <summary>Its public address.</summary>
    public const string UsualAddress = "https://webexapis.com/v1/";

    // A bot in a thousand rooms.
    private const int PagesMax = 10;
    private const string PageSize = "100";

    private readonly ServiceHttp _http;
    private readonly Uri _address;
    private readonly Secret _token;

    /// <param name="http">The way there.</param>
    /// <param name="address">Of the API; null = the public one.</param>
    /// <param name="token">Of the bot.</param>
    public WebexClient(ServiceHttp http, Uri? address, Secret token)
    {
        _http = http;
        _address = new Uri((address?.AbsoluteUri ?? UsualAddress).TrimEnd('/') + "/");
        _token = token;
    }

    /// <exception cref="ServiceException">It is not posted.</exception>
    public async Task<WebexPosted> SendAsync(WebexMessage message, CancellationToken cancellation)
    {
        foreach (string? text in new[] { message.Markdown, message.Text })
        {
            if (text is not null && Encoding.UTF8.GetByteCount(text) > TextBytesMax)
                throw new ServiceException(ServiceFailureKind.Refused, $"a message of Webex has {TextBytesMax} bytes at most");
        }

        return await AskAsync(HttpMethod.Post, "messages", JsonSerializer.SerializeToUtf8Bytes(message, WebexJson.Default.WebexMessage), WebexJson.Default.WebexPosted, cancellation);
    }

    public Task<WebexPosted> MessageAsync(string id, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, $"messages/{Uri.EscapeDataString(id)}", null, WebexJson.Default.WebexPosted, cancellation);

    /// <summary>The bot itself.</summary>
    public Task<WebexPerson> MeAsync(CancellationToken cancellation) => PersonAsync("me", cancellation);

    public Task<WebexPerson> PersonAsync(string id, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, $"people/{Uri.EscapeDataString(id)}", null, WebexJson.Default.WebexPerson, cancellation);

    /// <summary>Those that the bot is in; a thousand at most.</summary>
    public Task<IReadOnlyList<WebexRoom>> RoomsAsync(CancellationToken cancellation) => ListAsync($"rooms?max={PageSize}", WebexJson.Default.Rooms, cancellation);

    public Task<IReadOnlyList<WebexWebhook>> WebhooksAsync(CancellationToken cancellation) => ListAsync($"webhooks?max={PageSize}", WebexJson.Default.Webhooks, cancellation);

    public Task<WebexWebhook> CreateWebhookAsync(WebexWebhook webhook, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Post, "webhooks", JsonSerializer.SerializeToUtf8Bytes(webhook with { Id = null, Status = null }, WebexJson.Default.WebexWebhook), WebexJson.Default.WebexWebhook, cancellation);

    public async Task DeleteWebhookAsync(string id, CancellationToken cancellation) =>
        await RequestAsync(HttpMethod.Delete, new Uri(_address, $"webhooks/{Uri.EscapeDataString(id)}"), null, cancellation);

    private async Task<T> AskAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        Read(await RequestAsync(method, new Uri(_address, path), body, cancellation), type);

    private async Task<IReadOnlyList<T>> ListAsync<T>(string path, JsonTypeInfo<WebexPage<T>> type, CancellationToken cancellation)
    {
        List<T> items = [];
        Uri? url = new(_address, path);
        for (int page = 0; page < PagesMax && url is not null; page++)
        {
            ServiceAnswer answer = await RequestAsync(HttpMethod.Get, url, null, cancellation);
            items.AddRange(Read(answer, type).Items);
            url = Next(answer, url);
        }

        return items;
    }

    /// <summary>The next page, if it is one of the same place: our token goes nowhere else.</summary>
    private Uri? Next(ServiceAnswer answer, Uri url)
    {
        if (!answer.Headers.TryGetValues("Link", out IEnumerable<string>? links))
            return null;
        foreach (string link in links.SelectMany(LinkText.Split))
        {
            (string target, string parameters) = LinkText.Parse(link);
            if (LinkText.HasRelation(parameters, "next") && Uri.TryCreate(url, target, out Uri? next) && _address.IsBaseOf(next))
                return next;
        }

        return null;
    }

    private async Task<ServiceAnswer> RequestAsync(HttpMethod method, Uri url, byte[]? body, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token.Reveal());
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        ServiceAnswer answer = await _http.SendAsync(request, cancellation);
        return answer.IsSuccess ? answer : throw Failure(answer);
    }

    /// <summary>400, 403, 404 and 409 are of this room, person or message: another one may be taken the next moment.</summary>
    private ServiceException Failure(ServiceAnswer answer)
    {
        string? problem = answer.Json()?.String("message") is { } said ? Secret.Redact(said, [_token]) : null;
        return (int)answer.Status is 400 or 403 or 404 or 409 ? answer.Failure(ServiceFailureKind.Refused, problem) : answer.Failure(problem);
    }

    private static T Read<T>(ServiceAnswer answer, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw answer.Failure(ServiceFailureKind.BadAnswer);
        }
        catch (JsonException)
        {
            throw answer.Failure(ServiceFailureKind.BadAnswer);
        }
    }
}
