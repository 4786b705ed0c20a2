using System.Runtime.InteropServices;

namespace LogHog.Harness.Measuring;

internal static partial class NativeMethods
{
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "sysconf")]
    public static partial long SystemConfiguration(int name);

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    public static partial int SyncData(int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    public static partial int AdviseFile(int descriptor, long offset, long bytes, int advice);
}
