namespace LogHog.Client;

/// <summary>
/// How long to wait before the next attempt: 0.2 s, doubling up to 30 s, each a little shorter by chance, so that a
/// thousand clients do not come back at one moment. After a connection that lasted the first attempt is at once (the server
/// may just have restarted); one that the server closes at once is no end of the trouble.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="random">0 to below 1; a quarter of it is taken off.</param>
internal sealed class ReconnectDelay(TimeProvider time, Func<double> random)
{
    // The ancestor's client waited 1 s to 30 s; a restart of the server takes less than the first.
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.2);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan LastingConnection = TimeSpan.FromSeconds(10);

    private TimeSpan _next = Shortest;
    private long? _connectedAt;

    public void Connected() => _connectedAt = time.GetTimestamp();

    /// <summary>An attempt failed, or a connection broke.</summary>
    /// <returns>How long to wait now.</returns>
    public TimeSpan Failed()
    {
        bool lasted = _connectedAt is { } since && time.GetElapsedTime(since) >= LastingConnection;
        _connectedAt = null;
        if (lasted)
        {
            _next = Shortest;
            return TimeSpan.Zero;
        }
        TimeSpan delay = _next * (1 - (random() / 4));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }
}
