using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Scheduling;

/// <summary>How Linux schedules a thread.</summary>
internal static partial class ThreadAttributes
{
    /// <summary>In place of a thread's number.</summary>
    public const int ThisThread = 0;

    private const int OfThread = 0; // PRIO_PROCESS
    private const int Normal = 0; // SCHED_OTHER
    private const ulong KeepPolicy = 0x08; // SCHED_FLAG_KEEP_POLICY

    /// <summary>Room for 8,192 processors, the most that Linux can be built for.</summary>
    private const int ProcessorSetBytes = 1024;

    /// <summary>The call's number; elsewhere there is none, which fails, too.</summary>
    private static readonly nint SchedSetAttr = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 314,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 274,
        _ => -1,
    };

    /// <summary>The kernel's number of the current thread; null where it does not tell (no /proc).</summary>
    public static int? NumberOfThisThread()
    {
        try
        {
            return int.TryParse(Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>On which processors the current thread may run: a bit for each, the first in the first byte's lowest. Empty = the kernel does not tell.</summary>
    public static byte[] ProcessorsOfThisThread()
    {
        byte[] set = new byte[ProcessorSetBytes];
        return sched_getaffinity(ThisThread, ProcessorSetBytes, set) == 0 ? set : [];
    }

    /// <summary>Moves a thread to some processors, at once. One that has ended, or a set without any that it may have, changes nothing.</summary>
    public static void TrySetProcessors(int thread, ReadOnlySpan<byte> processors) =>
        _ = sched_setaffinity(thread, processors.Length, processors);

    /// <summary>Makes a thread an ordinary one of this niceness. A kernel without the call sets the niceness alone; one that refuses changes nothing.</summary>
    /// <param name="thread">Its number, or <see cref="ThisThread"/>.</param>
    /// <param name="niceness">-20 to 19; only root may lower it.</param>
    /// <param name="turn">How long it runs at a time where others want its processor, 0.1 to 100 ms.</param>
    public static void TrySet(int thread, int niceness, TimeSpan turn)
    {
        if (!TrySet(thread, new Scheduling { Policy = Normal, Niceness = niceness, TurnNs = (ulong)turn.TotalNanoseconds }))
            _ = setpriority(OfThread, (uint)thread, niceness);
    }

    /// <summary>Changes a thread's turns, and neither its policy (somebody may have started us as a batch) nor its niceness.</summary>
    public static void TrySetTurn(int thread, TimeSpan turn) =>
        TrySet(thread, new Scheduling { Flags = KeepPolicy, Niceness = getpriority(OfThread, (uint)thread), TurnNs = (ulong)turn.TotalNanoseconds });

    private static bool TrySet(int thread, Scheduling wanted)
    {
        wanted.Size = (uint)Unsafe.SizeOf<Scheduling>();
        return sched_setattr(SchedSetAttr, thread, ref wanted, 0) == 0;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint sched_setattr(nint number, nint thread, ref Scheduling wanted, nint flags);

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int thread, nint bytes, Span<byte> set);

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int thread, nint bytes, ReadOnlySpan<byte> set);

    [LibraryImport("libc")]
    private static partial int getpriority(int which, uint who);

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
        public ulong TurnNs;
        public ulong Deadline;
        public ulong Period;
    }
}
