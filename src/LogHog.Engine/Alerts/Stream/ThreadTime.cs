using System.Runtime.InteropServices;

namespace LogHog.Engine.Alerts.Stream;

/// <summary>The processor time of the calling thread: what others take from it on a busy machine is not in it.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Nanoseconds; 0 where the system does not tell.</summary>
    public static long Now() => clock_gettime(ThreadClock, out TimeSpec time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : 0;

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
