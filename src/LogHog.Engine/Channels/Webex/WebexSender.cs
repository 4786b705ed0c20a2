using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels.Webex;

/// <summary>Webex: rooms by id, people by e-mail, Markdown with a plain text beside it. See <see cref="WebexClient"/> for its limits.</summary>
internal sealed class WebexSender : IChannelSender
{
    private readonly ChannelSettings _settings;
    private readonly ServiceHttp _http;
    private readonly WebexClient _client;

    public WebexSender(ChannelSettings settings, TimeProvider time)
    {
        _settings = settings;
        _http = new ServiceHttp(settings.AllowPrivate, settings.CaFile, time);
        _client = new WebexClient(_http, settings.Url is { } url ? new Uri(url.Reveal()) : null, settings.Token!);
    }

    /// <summary>None: only those who are named with a notification, as the relay does.</summary>
    public IReadOnlyList<string> Recipients => _settings.To;

    public bool TakesRecipient(string recipient) => RecipientRules.Fits(ChannelType.Webex, recipient);

    public async Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        bool isRoom = RecipientRules.WebexKind(delivery.Recipient) == "roomId";
        WebexPosted posted = await _client.SendAsync(
            new WebexMessage
            {
                RoomId = isRoom ? delivery.Recipient : null,
                ToPersonEmail = isRoom ? null : delivery.Recipient,
                Markdown = FittedText.Render(_settings.Templates[TemplatePart.Markdown], delivery.Notification, WebexClient.TextBytesMax, FittedText.Utf8Bytes),
                Text = FittedText.Render(_settings.Templates[TemplatePart.Text], delivery.Notification, WebexClient.TextBytesMax, FittedText.Utf8Bytes),
            },
            cancellation);
        return posted.Id;
    }

    public void Dispose() => _http.Dispose();
}
