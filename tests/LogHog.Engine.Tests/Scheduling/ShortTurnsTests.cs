using LogHog.Engine.Scheduling;

namespace LogHog.Engine.Tests.Scheduling;

public sealed class ShortTurnsTests
{
    /// <summary>Since Linux 6.12 a thread may say how long its turns are.</summary>
    private static bool KnowsTurns => Environment.OSVersion.Version >= new Version(6, 12);

    [Fact]
    public void Are_a_threads_for_good_and_change_its_niceness_no_more_than_its_policy()
    {
        (int Before, int After, TimeSpan Turn) seen = default;
        Thread thread = new(() =>
        {
            int before = ThreadAttributes.NicenessOf(ThreadAttributes.ThisThread);
            ShortTurns.TakeForThisThread();
            seen = (before, ThreadAttributes.NicenessOf(ThreadAttributes.ThisThread), ThreadAttributes.TurnOf(ThreadAttributes.ThisThread));
        });
        thread.Start();
        thread.Join();

        Assert.Equal(seen.Before, seen.After);
        if (KnowsTurns)
            Assert.Equal(TimeSpan.FromMicroseconds(100), seen.Turn);
    }

    [Fact]
    public void Are_not_those_of_a_thread_that_gives_way()
    {
        (int Niceness, TimeSpan Turn) seen = default;
        Thread thread = new(() =>
        {
            ShortTurns.TakeForThisThread();
            LowPriority.TakeForThisThread(7);
            seen = (ThreadAttributes.NicenessOf(ThreadAttributes.ThisThread), ThreadAttributes.TurnOf(ThreadAttributes.ThisThread));
        });
        thread.Start();
        thread.Join();

        Assert.Equal(7, seen.Niceness);
        if (KnowsTurns)
            Assert.Equal(TimeSpan.FromMilliseconds(3), seen.Turn);
    }
}
