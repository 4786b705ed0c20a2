using LogHog.Engine.Alerts;

namespace LogHog.Engine.Channels;

/// <summary>Brings notifications to one service; knows nothing of queues and tries. One call at a time.</summary>
internal interface IChannelSender : IDisposable
{
    /// <summary>Whom it tells when nobody is named; one entry, empty, where the service has nobody to choose.</summary>
    IReadOnlyList<string> Recipients { get; }

    /// <summary>Whether it could tell somebody of this name; no question to the service.</summary>
    bool TakesRecipient(string recipient);

    /// <summary>One try.</summary>
    /// <returns>What the service calls it (an id, a reply), for the delivery log; may be empty.</returns>
    /// <exception cref="ServiceException">It did not take it.</exception>
    Task<string> SendAsync(Delivery delivery, CancellationToken cancellation);
}

/// <summary>One notification for one recipient.</summary>
/// <param name="Notification">What to tell.</param>
/// <param name="Recipient">Empty where there is nobody to choose.</param>
/// <param name="Key">The same for each try of this delivery, and for no other: letters, digits, dashes.</param>
internal sealed record Delivery(Notification Notification, string Recipient, string Key);
