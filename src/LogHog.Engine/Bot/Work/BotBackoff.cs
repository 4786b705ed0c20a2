namespace LogHog.Engine.Bot.Work;

/// <summary>How long to wait before the next try to answer: somebody sits before a screen, so soon at first; then doubling.</summary>
internal static class BotBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <param name="tries">That have failed, from 1.</param>
    /// <param name="retryAfter">What the service said; never undercut.</param>
    public static TimeSpan After(int tries, TimeSpan? retryAfter)
    {
        TimeSpan wait = First * Math.Pow(2, Math.Min(tries - 1, 20));
        wait = wait < Longest ? wait : Longest;
        return retryAfter > wait ? retryAfter.Value : wait;
    }
}
