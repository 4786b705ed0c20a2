namespace LogHog.Engine.Alerts;

/// <summary>Takes what people are to be told; the channels behind it deliver it, however long that takes.</summary>
public interface INotifier
{
    /// <summary>Whether there is a <c>[channel:NAME]</c> of this name.</summary>
    bool Knows(string channel);

    /// <summary>
    /// Queues it on disk, and returns when it is safe there; a channel that has this <see cref="Notification.Id"/> already leaves it at that.
    /// Never waits for a service.
    /// </summary>
    /// <param name="channel">One that <see cref="Knows"/>.</param>
    /// <param name="notification">What to tell.</param>
    /// <param name="recipient">To whom, where the channel has several (an address, a room); null = the channel's own.</param>
    /// <exception cref="IOException">The disk does not take it: try again.</exception>
    void Enqueue(string channel, Notification notification, string? recipient = null);
}
