namespace LogHog.Engine.Channels;

/// <summary>How long to wait after a failed try.</summary>
internal static class DeliveryBackoff
{
    // Pushover asks for 5 s at least after an error of its own (pushover.net/api, "Being Friendly to our API"); the others ask for nothing.
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    // So soon after its return a service gets what has waited.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // Somebody has to mend something; a reload tries again at once.
    private static readonly TimeSpan FirstMisconfigured = TimeSpan.FromSeconds(30);

    // What the service asks for is never undercut, but an alert must not wait for a slip of it for a week. A month's quota may take its days.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    private const double JitterShare = 0.2;

    /// <param name="kind">Of the last failure.</param>
    /// <param name="failures">In a row, from 1.</param>
    /// <param name="retryAfter">What the service said.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(ServiceFailureKind kind, int failures, TimeSpan? retryAfter, double chance)
    {
        TimeSpan first = kind is ServiceFailureKind.Misconfigured or ServiceFailureKind.ForbiddenAddress ? FirstMisconfigured : First;
        TimeSpan wait = first * Math.Pow(2, Math.Min(failures - 1, 20));
        wait = wait < Longest ? wait : Longest;
        wait += wait * (JitterShare * chance);
        TimeSpan asked = retryAfter is not { } said ? TimeSpan.Zero : said < LongestAsked ? said : LongestAsked;
        return asked > wait ? asked : wait;
    }
}
