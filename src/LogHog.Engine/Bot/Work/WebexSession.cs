using LogHog.Engine.Certificates;
using LogHog.Engine.Channels;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Webex;

namespace LogHog.Engine.Bot.Work;

/// <summary>The bot at Webex: asks who it is once, and bounds each question in time.</summary>
public sealed class WebexSession : IDisposable
{
    // As long as channels give a try; Webex answers within a second or two.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    private readonly BotSettings _settings;
    private readonly ServiceHttp _http;
    private readonly WebexClient _client;
    private WebexPerson? _me;

    private WebexSession(BotSettings settings, ServiceHttp http, Secret token)
    {
        _settings = settings;
        _http = http;
        _client = new WebexClient(http, settings.WebexUrl, token);
    }

    /// <exception cref="ServiceException">The configuration does not say how.</exception>
    public static WebexSession Open(BotSettings settings, TimeProvider time)
    {
        if (settings.WebexToken is not { } token)
            throw new ServiceException(ServiceFailureKind.Misconfigured, "[bot] webex_token_file is not set");
        try
        {
            return new WebexSession(settings, new ServiceHttp(settings.AllowPrivate, settings.WebexCaFile, time), token);
        }
        catch (CertificateFileException failure)
        {
            throw new ServiceException(ServiceFailureKind.Misconfigured, failure.Message, failure);
        }
    }

    /// <summary>Whether other settings would make the same.</summary>
    public bool IsOf(BotSettings settings) =>
        Equals(_settings.WebexToken, settings.WebexToken) && _settings.WebexUrl == settings.WebexUrl && _settings.AllowPrivate == settings.AllowPrivate
        && _settings.WebexCaFile == settings.WebexCaFile;

    /// <summary>The bot itself.</summary>
    /// <exception cref="ServiceException">There is no answer; as for every question here.</exception>
    public async Task<WebexPerson> MeAsync(CancellationToken cancellation) => _me ??= await AskAsync(_client.MeAsync, cancellation);

    public Task<WebexPosted> MessageAsync(string id, CancellationToken cancellation) => AskAsync(limit => _client.MessageAsync(id, limit), cancellation);

    public Task<WebexPosted> SendAsync(WebexMessage message, CancellationToken cancellation) => AskAsync(limit => _client.SendAsync(message, limit), cancellation);

    public Task<IReadOnlyList<WebexRoom>> RoomsAsync(CancellationToken cancellation) => AskAsync(_client.RoomsAsync, cancellation);

    public Task<IReadOnlyList<WebexWebhook>> WebhooksAsync(CancellationToken cancellation) => AskAsync(_client.WebhooksAsync, cancellation);

    public Task<WebexWebhook> CreateWebhookAsync(WebexWebhook webhook, CancellationToken cancellation) =>
        AskAsync(limit => _client.CreateWebhookAsync(webhook, limit), cancellation);

    public Task DeleteWebhookAsync(string id, CancellationToken cancellation) => AskAsync(
        async limit =>
        {
            await _client.DeleteWebhookAsync(id, limit);
            return true;
        },
        cancellation);

    public void Dispose() => _http.Dispose();

    private static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(RequestTimeout);
        try
        {
            return await ask(limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ServiceException(ServiceFailureKind.Timeout, $"Webex did not answer within {RequestTimeout.TotalSeconds:0} s", late);
        }
    }
}
