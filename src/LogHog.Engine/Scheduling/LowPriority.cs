namespace LogHog.Engine.Scheduling;

/// <summary>Makes a thread give way: .NET's thread priorities do nothing on Linux, where niceness belongs to a thread.</summary>
internal static class LowPriority
{
    private const int Nicest = 19;

    /// <summary>
    /// How long its turns are: as long as everybody's, which must be said, since a thread has its maker's, and those of this process are short
    /// (<see cref="ShortTurns"/>). A nice thread with short turns would go before those who take in.
    /// </summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(3);

    /// <summary>For good: nothing raises it again. A kernel that refuses changes nothing.</summary>
    /// <param name="niceness">1 to 19; 0 is everybody's.</param>
    public static void TakeForThisThread(int niceness = Nicest) => ThreadAttributes.TrySet(ThreadAttributes.ThisThread, niceness, Turn);
}
