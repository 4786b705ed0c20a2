using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LogHog.Engine.Scheduling;

namespace LogHog.Engine.Tests.Scheduling;

public sealed partial class ShortTurnsTests
{
    private const int Batch = 3; // SCHED_BATCH

    /// <summary>Since Linux 6.12 a thread may say how long its turns are.</summary>
    private static bool KnowsTurns => Environment.OSVersion.Version >= new Version(6, 12);

    [Fact]
    public void Are_a_threads_for_good_and_change_neither_its_niceness_nor_its_policy()
    {
        (int Policy, int Niceness, long TurnNs) seen = OnOwnThread(static () =>
        {
            LowPriority.TakeForThisThread(3);
            Set(Batch, niceness: 3);
            ShortTurns.TakeForThisThread();
        });

        Assert.Equal((Batch, 3), (seen.Policy, seen.Niceness));
        if (KnowsTurns)
            Assert.Equal(100_000, seen.TurnNs);
    }

    [Fact]
    public void Are_not_those_of_a_thread_that_gives_way()
    {
        (int Policy, int Niceness, long TurnNs) seen = OnOwnThread(static () =>
        {
            ShortTurns.TakeForThisThread();
            LowPriority.TakeForThisThread(7);
        });

        Assert.Equal((0, 7), (seen.Policy, seen.Niceness));
        if (KnowsTurns)
            Assert.Equal(3_000_000, seen.TurnNs);
    }

    private static (int Policy, int Niceness, long TurnNs) OnOwnThread(Action change)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "knows the calls of this architecture only");
        (int, int, long) seen = default;
        Thread thread = new(() =>
        {
            change();
            seen = Read();
        });
        thread.Start();
        thread.Join();
        return seen;
    }

    // struct sched_attr: size 4 · policy 4 · flags 8 · nice 4 · priority 4 · runtime 8 · deadline 8 · period 8
    private static (int Policy, int Niceness, long TurnNs) Read()
    {
        byte[] attributes = new byte[48];
        Assert.Equal(0, syscall(315, 0, attributes, attributes.Length, 0));
        return (BinaryPrimitives.ReadInt32LittleEndian(attributes.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(attributes.AsSpan(16)),
            BinaryPrimitives.ReadInt64LittleEndian(attributes.AsSpan(24)));
    }

    private static void Set(int policy, int niceness)
    {
        byte[] attributes = new byte[48];
        BinaryPrimitives.WriteInt32LittleEndian(attributes, attributes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(attributes.AsSpan(4), policy);
        BinaryPrimitives.WriteInt32LittleEndian(attributes.AsSpan(16), niceness);
        Assert.Equal(0, syscall(314, 0, attributes, 0, 0));
    }

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint thread, Span<byte> attributes, nint third, nint fourth);
}
