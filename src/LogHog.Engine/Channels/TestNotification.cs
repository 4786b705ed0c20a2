using LogHog.Engine.Alerts;

namespace LogHog.Engine.Channels;

/// <summary>What the test button sends, and one try past every queue: also without a daemon.</summary>
public static class TestNotification
{
    private const string UsualTitle = "LogHog can reach you";
    private const string UsualText = "Somebody has pressed the test button of this channel. Nothing has happened.";

    public static Notification Create(string? title, string? text, DateTimeOffset now) => new()
    {
        Id = $"test-{Guid.NewGuid():N}",
        Kind = NotificationKind.Test,
        Severity = AlertSeverity.Info,
        Rule = "",
        Title = title is { Length: > 0 } ? title : UsualTitle,
        Text = text ?? (title is { Length: > 0 } ? "" : UsualText),
        Time = now,
    };

    /// <returns>What the service said, for the last of the recipients.</returns>
    /// <exception cref="ServiceException">It does not work; no secret is in the message.</exception>
    public static async Task<string> SendAsync(ChannelSettings settings, Notification notification, string? recipient, TimeProvider time, CancellationToken cancellation)
    {
        using IChannelSender sender = Senders.Create(settings, time);
        if (recipient is not null && !sender.TakesRecipient(recipient))
            throw new ServiceException(ServiceFailureKind.Refused, $"[channel:{settings.Name}] cannot tell this recipient");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        IReadOnlyList<string> recipients = recipient is null ? sender.Recipients : [recipient];
        if (recipients.Count == 0)
            throw new ServiceException(ServiceFailureKind.Misconfigured, Channel.NobodyText);
        string reply = "";
        try
        {
            foreach (string to in recipients)
                reply = await sender.SendAsync(new Delivery(NotificationBounds.Apply(notification), to, DeliveryKey.Of(notification.Id, to)), limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ServiceException(ServiceFailureKind.Timeout, $"no answer within {settings.Timeout.TotalSeconds} s", late);
        }
        catch (ServiceException failure)
        {
            throw new ServiceException(failure.Kind, Secret.Redact(failure.Message, settings.Secrets)) { Status = failure.Status, RetryAfter = failure.RetryAfter };
        }

        return Secret.Redact(reply, settings.Secrets);
    }
}
