namespace LogHog.Engine.Acme;

/// <summary>How long to wait after a failure, by its kind: what passes by itself is tried again soon, what people must mend is not hammered.</summary>
internal static class AcmeBackoff
{
    // Let's Encrypt allows five failed validations of a name an hour; with a quarter of an hour to begin with we stay below.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    // Nothing was counted against us: the authority or the network was away.
    private static readonly TimeSpan FirstAway = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestAway = TimeSpan.FromHours(1);

    // Let's Encrypt's limits refill by the hour, some by the week: the server says, and else an hour is a beginning.
    private static readonly TimeSpan FirstLimited = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLimited = TimeSpan.FromHours(24);

    // Many servers that failed together must not come back together.
    private const double JitterShare = 0.2;

    /// <param name="kind">Of the last failure.</param>
    /// <param name="failures">In a row, from 1.</param>
    /// <param name="retryAfter">What the server said; never undercut.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(AcmeFailureKind kind, int failures, TimeSpan? retryAfter, double chance)
    {
        (TimeSpan first, TimeSpan longest) = kind switch
        {
            AcmeFailureKind.Unreachable or AcmeFailureKind.ServerError or AcmeFailureKind.Timeout => (FirstAway, LongestAway),
            AcmeFailureKind.RateLimited => (FirstLimited, LongestLimited),
            _ => (First, Longest),
        };
        double doublings = Math.Min(failures - 1, 20);
        TimeSpan wait = first * Math.Pow(2, doublings);
        wait = wait < longest ? wait : longest;
        wait += wait * (JitterShare * chance);
        return retryAfter > wait ? retryAfter.Value : wait;
    }
}
