using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Storage;

/// <summary>
/// Which threads the kernel lets run first: those that take in and write soon and in short turns, those that search, archive and index when
/// nobody else wants the processor, and in longer turns. .NET's thread priorities do nothing on Linux, where niceness belongs to a thread.
/// </summary>
public static partial class ThreadTurns
{
    private const int OfThread = 0; // PRIO_PROCESS with 0 = the calling thread
    private const int Nicest = 19;
    private const int Everybody = 0;
    private const int Normal = 0; // SCHED_OTHER

    /// <summary>
    /// The shortest turn that Linux 6.12 and later grant. Whoever wakes up and wants a shorter turn than the one who runs gets the processor at once;
    /// with equal turns it waits for the end of the other's, which is looked at 250 times a second. Older kernels take no notice.
    /// </summary>
    private const ulong ShortNs = 100_000;

    /// <summary>Much longer than the short ones, so that they go first, and about what the kernel grants by itself.</summary>
    private const ulong LongNs = 3_000_000;

    /// <summary>The call's number; elsewhere there is none, which fails, too.</summary>
    private static readonly nint SchedSetAttr = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 314,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 274,
        _ => -1,
    };

    /// <summary>
    /// This thread, and all that it and its children start, run soon after they wake up: events come in and are answered while queries use all
    /// processors. For the first thread of a server, before it starts others; it needs no privilege.
    /// </summary>
    public static void TakeShortOnes() => _ = Set(Everybody, ShortNs);

    /// <summary>This thread gives way, for good: nothing raises it again. A kernel that refuses changes nothing.</summary>
    /// <param name="niceness">1 to 19; 0 is everybody's.</param>
    internal static void GiveWay(int niceness = Nicest)
    {
        if (!Set(niceness, LongNs))
            _ = setpriority(OfThread, 0, niceness);
    }

    private static bool Set(int niceness, ulong sliceNs)
    {
        var wanted = new Scheduling { Size = (uint)Unsafe.SizeOf<Scheduling>(), Policy = Normal, Niceness = niceness, SliceNs = sliceNs };
        return sched_setattr(SchedSetAttr, OfThread, ref wanted, 0) == 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint sched_setattr(nint number, nint thread, ref Scheduling wanted, nint flags);

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);

    /// <summary>The kernel's <c>struct sched_attr</c>, in its first form.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Scheduling
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Niceness;
        public uint Priority;
        public ulong SliceNs;
        public ulong Deadline;
        public ulong Period;
    }
}
