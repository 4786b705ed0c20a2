using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Storage;

/// <summary>Makes a thread give way: .NET's thread priorities do nothing on Linux, where niceness belongs to a thread.</summary>
internal static partial class LowPriority
{
    private const int OfThread = 0; // PRIO_PROCESS with 0 = the calling thread
    private const int Nicest = 19;
    private const int Normal = 0; // SCHED_OTHER

    /// <summary>
    /// How long its turns are: as long as everybody's, which must be said, since a thread has its maker's. Of those whose share is not used up Linux
    /// (6.6 and later) lets run whose turn ends first: a nice thread with the shortest turns (100 µs) went before those who take in, and an
    /// acknowledgement beside hostile queries took ten times as long (bench/run hostile). Older kernels take no notice.
    /// </summary>
    private const ulong SliceNs = 3_000_000;

    /// <summary>The call's number; elsewhere there is none, which fails, too.</summary>
    private static readonly nint SchedSetAttr = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 314,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 274,
        _ => -1,
    };

    /// <summary>For good: nothing raises it again. A kernel that refuses changes nothing.</summary>
    /// <param name="niceness">1 to 19; 0 is everybody's.</param>
    public static void TakeForThisThread(int niceness = Nicest)
    {
        var wanted = new Scheduling { Size = (uint)Unsafe.SizeOf<Scheduling>(), Policy = Normal, Niceness = niceness, SliceNs = SliceNs };
        if (sched_setattr(SchedSetAttr, OfThread, ref wanted, 0) != 0)
            _ = setpriority(OfThread, 0, niceness);
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
