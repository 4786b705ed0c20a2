namespace LogHog.Engine.Acme.Orders;

/// <summary>When to ask again for something that the server is still at: as it says, else less and less often; not for ever.</summary>
internal sealed class Polling(TimeProvider time, TimeSpan limit)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    // A server that says "in an hour" is not at work for us now; one that says 0 does not want to be asked a thousand times.
    private static readonly TimeSpan RetryAfterMin = TimeSpan.FromSeconds(1);

    private readonly long _begun = time.GetTimestamp();
    private TimeSpan _next = First;

    /// <param name="retryAfter">What the server said; null = nothing.</param>
    /// <param name="what">For the message.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AcmeException">It has taken too long.</exception>
    public async Task WaitAsync(TimeSpan? retryAfter, string what, CancellationToken cancellation)
    {
        TimeSpan pause = retryAfter is { } told ? (told > RetryAfterMin ? told : RetryAfterMin) : _next;
        if (time.GetElapsedTime(_begun) + pause > limit)
            throw new AcmeException(AcmeFailureKind.Timeout, $"{what} was not settled within {limit.TotalMinutes:0.#} minutes")
            {
                RetryAfter = retryAfter,
            };
        await Task.Delay(pause, time, cancellation);
        _next = _next * 1.5 < Longest ? _next * 1.5 : Longest;
    }
}
