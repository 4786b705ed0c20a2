using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Templates;

namespace LogHog.Engine.Channels.Mail;

/// <summary>E-mail through a server of the user's: plain text and HTML; the Message-ID is made of the notification's id, so that readers show a second copy once.</summary>
internal sealed class MailSender(ChannelSettings settings, TimeProvider time) : IChannelSender
{
    // RFC 5322 §2.1.1 recommends 78 characters a line; programs show about as many.
    private const int SubjectCharsMax = 200;
    private const int TextCharsMax = 60_000;

    public IReadOnlyList<string> Recipients => settings.To;

    public bool TakesRecipient(string recipient) => RecipientRules.Fits(ChannelType.Email, recipient);

    public Task<string> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        Notification notification = delivery.Notification;
        MailAddress from = MailAddress.Parse(settings.From)!;
        if (MailAddress.Parse(delivery.Recipient) is not { } to)
            throw new ServiceException(ServiceFailureKind.Refused, "the recipient is no address");
        ChannelTemplates templates = settings.Templates;
        return MailSession.SendAsync(
            settings,
            new MailMessage
            {
                MessageId = $"{delivery.Key}@{from.Domain}",
                From = from,
                To = to,
                Date = time.GetUtcNow(),
                Subject = NotificationBounds.OneLine(FittedText.Render(templates.Title, notification, SubjectCharsMax)),
                Text = FittedText.Render(templates[TemplatePart.Text], notification, TextCharsMax),
                Html = FittedText.Render(templates[TemplatePart.Html], notification, TextCharsMax),
                Priority = notification is { Severity: AlertSeverity.Critical, Kind: NotificationKind.Firing } ? 1 : 3,
            },
            cancellation);
    }

    public void Dispose()
    {
    }
}
