using System.Diagnostics;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Queue;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Channels;

/// <summary>Tries to tell somebody, once: within the channel's time, with what it may show, and noted in its log of deliveries.</summary>
internal sealed class DeliveryTries(DeliveryLog deliveries, ChannelCounters counters, TimeProvider time, ILogger log)
{
    // For the log: an id of a service, or the last words of a program.
    private const int DetailCharsMax = 500;

    /// <summary>Sends it, and notes how it went.</summary>
    /// <param name="settings">Of the channel, now.</param>
    /// <param name="sender">Of the channel, now.</param>
    /// <param name="notification">What is told.</param>
    /// <param name="to">Whom.</param>
    /// <param name="number">The how manieth try it is.</param>
    /// <param name="good">What it is when it succeeds.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <returns>What the service says.</returns>
    /// <exception cref="ServiceException">It failed.</exception>
    public async Task<string> RunAsync(
        ChannelSettings settings, IChannelSender sender, Notification notification, string to, int number, DeliveryOutcome good, CancellationToken cancellation)
    {
        Delivery delivery = new(Linked(settings, notification), to, DeliveryKey.Of(notification.Id, to));
        long begin = Stopwatch.GetTimestamp();
        DeliveryEntry entry = new()
        {
            Time = time.GetUtcNow(), Outcome = good, Id = delivery.Notification.Id, To = delivery.Recipient, Title = delivery.Notification.Title, Try = number,
        };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            string reply = Shown(settings, await sender.SendAsync(delivery, limit.Token));
            deliveries.Add(entry with { Milliseconds = Elapsed(begin), Detail = reply });
            return reply;
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw Noted(new ServiceException(ServiceFailureKind.Timeout, $"no answer within {settings.Timeout.TotalSeconds} s", late));
        }
        catch (ServiceException failure)
        {
            throw Noted(failure);
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            // Ours, or a text that nobody thought of: it must not end the server at each start, nor hold up what is behind it.
            throw Noted(new ServiceException(ServiceFailureKind.Refused, $"it could not be sent: {mistake.GetType().Name}: {mistake.Message}", mistake));
        }

        ServiceException Noted(ServiceException failure)
        {
            ServiceException shown = new(failure.Kind, Shown(settings, failure.Message)) { Status = failure.Status, RetryAfter = failure.RetryAfter };
            counters.CountFailure(failure.Kind);
            deliveries.Add(entry with { Outcome = DeliveryOutcome.Failed, Status = shown.Status, Milliseconds = Elapsed(begin), Detail = shown.Message });
            return shown;
        }
    }

    /// <summary>Without a link that this channel may not show.</summary>
    private Notification Linked(ChannelSettings settings, Notification notification)
    {
        if (notification.Link is not { } link || LinkGuard.Problem(link, settings.AllowPrivate) is not { } problem)
            return notification;
        counters.CountLinkLeftOut();
        ChannelLog.LinkLeftOut(log, settings.Name, notification.Id, problem);
        return notification with { Link = null };
    }

    private static string Shown(ChannelSettings settings, string text) => NotificationBounds.Cut(NotificationBounds.OneLine(Secret.Redact(text, settings.Secrets)), DetailCharsMax);

    private static long Elapsed(long begin) => (long)Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
}
