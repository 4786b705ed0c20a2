using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Channels;

/// <summary>What a channel has done since the start, for <c>/metrics</c>.</summary>
internal sealed class ChannelCounters
{
    private readonly long[] _failures = new long[Enum.GetValues<ServiceFailureKind>().Length];
    private long _delivered;
    private long _gaveUp;
    private long _linksLeftOut;

    public long Delivered => Interlocked.Read(ref _delivered);

    public long GaveUp => Interlocked.Read(ref _gaveUp);

    public void CountDelivered() => Interlocked.Increment(ref _delivered);

    public void CountGaveUp() => Interlocked.Increment(ref _gaveUp);

    public void CountLinkLeftOut() => Interlocked.Increment(ref _linksLeftOut);

    public void CountFailure(ServiceFailureKind kind) => Interlocked.Increment(ref _failures[(int)kind]);

    /// <param name="channel">Letters, digits, dashes: nothing to escape.</param>
    /// <param name="pending">Entries of its queue.</param>
    /// <param name="folded">See <see cref="Queue.DeliveryQueue.Folded"/>.</param>
    /// <param name="duplicates">See <see cref="Queue.DeliveryQueue.Duplicates"/>.</param>
    /// <param name="isFailing">Its last try failed.</param>
    public IEnumerable<MetricValue> Metrics(string channel, int pending, long folded, long duplicates, bool isFailing)
    {
        string label = $"channel=\"{channel}\"";
        yield return new("loghog_channel_delivered_total", label, Delivered, IsCounter: true, "Notifications that a service has taken.");
        yield return new("loghog_channel_gave_up_total", label, GaveUp, IsCounter: true, "Notifications that were given up; they are in dead-letters.log.");
        yield return new("loghog_channel_folded_total", label, folded, IsCounter: true, "Notifications that are told of together, because the queue was full.");
        yield return new("loghog_channel_duplicates_total", label, duplicates, IsCounter: true, "Notifications that were handed over again and not told again.");
        yield return new("loghog_channel_links_left_out_total", label, Interlocked.Read(ref _linksLeftOut), IsCounter: true, "Links to addresses inside the network, or that are no web addresses, which were left out.");
        yield return new("loghog_channel_pending", label, pending, IsCounter: false, "Notifications that wait to be delivered.");
        yield return new("loghog_channel_failing", label, isFailing ? 1 : 0, IsCounter: false, "1 while the last try of a channel has failed.");
        foreach (ServiceFailureKind kind in Enum.GetValues<ServiceFailureKind>())
            yield return new("loghog_channel_failures_total", $"{label},reason=\"{MetricNames.Label(kind)}\"", Interlocked.Read(ref _failures[(int)kind]), IsCounter: true, "Tries to deliver that failed.");
    }
}
