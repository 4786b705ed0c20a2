using System.Runtime.InteropServices;

namespace LogHog.Engine.Storage;

/// <summary>Makes a thread give way: .NET's thread priorities do nothing on Linux, where niceness belongs to a thread.</summary>
internal static partial class LowPriority
{
    private const int OfThread = 0; // PRIO_PROCESS with 0 = the calling thread
    private const int Nicest = 19;

    /// <summary>For good: nothing raises it again. A kernel that refuses changes nothing.</summary>
    /// <param name="niceness">1 to 19; 0 is everybody's.</param>
    public static void TakeForThisThread(int niceness = Nicest) => _ = setpriority(OfThread, 0, niceness);

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);
}
