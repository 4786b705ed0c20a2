using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LogHog.Engine.Channels.Http;

/// <summary>What the senders over HTTP have in common.</summary>
internal abstract class HttpSender(ChannelSettings settings, TimeProvider time) : IChannelSender
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ServiceHttp _http = new(settings.AllowPrivate, settings.CaFile, time);

    public virtual IReadOnlyList<string> Recipients => Settings.To.Count > 0 ? Settings.To : [""];

    protected ChannelSettings Settings { get; } = settings;

    protected TimeProvider Time { get; } = time;

    protected ServiceHttp Http => _http;

    public virtual bool TakesRecipient(string recipient) => RecipientRules.Fits(Settings.Type, recipient);

    public abstract Task<string> SendAsync(Delivery delivery, CancellationToken cancellation);

    public virtual void Dispose() => _http.Dispose();

    /// <summary>The service's address with a path behind it.</summary>
    /// <param name="usual">Where it is, if nobody says another place; ends with a slash.</param>
    /// <param name="path">Without a slash in front. Not resolved but appended: Telegram's tokens have a colon, which would make a scheme of it.</param>
    protected Uri Address(string usual, string path) => new($"{(Settings.Url?.Reveal() ?? usual).TrimEnd('/')}/{path}");

    protected async Task<ServiceAnswer> PostAsync(Uri url, byte[] body, string contentType, CancellationToken cancellation, Action<HttpRequestMessage>? complete = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        complete?.Invoke(request);
        return await _http.SendAsync(request, cancellation);
    }

    protected Task<ServiceAnswer> PostJsonAsync(Uri url, Action<Utf8JsonWriter> write, CancellationToken cancellation, Action<HttpRequestMessage>? complete = null) =>
        PostAsync(url, Json(write), "application/json; charset=utf-8", cancellation, complete);

    /// <summary>One JSON object.</summary>
    protected static byte[] Json(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, Plain))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    protected static void Bearer(HttpRequestMessage request, Secret? token)
    {
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
    }
}
