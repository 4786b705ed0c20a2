using LogHog.Harness.Measuring;

namespace LogHog.Harness.Search;

/// <summary>The kernel's copies of files.</summary>
internal static class PageCache
{
    // POSIX_FADV_DONTNEED
    private const int NotNeeded = 4;

    /// <summary>Lets go of every file below a folder, so that its next reader waits for the disk. Needs no rights and disturbs nobody else.</summary>
    public static void Drop(string folder)
    {
        foreach (string path in Files(folder))
        {
            using FileStream file = File.OpenRead(path);
            // What is not on the disk yet cannot be let go of.
            int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
            _ = NativeMethods.SyncData(descriptor);
            _ = NativeMethods.AdviseFile(descriptor, 0, 0, NotNeeded);
        }
    }

    /// <summary>Reads every file once.</summary>
    public static void Fill(string folder)
    {
        byte[] buffer = new byte[1 << 20];
        foreach (string path in Files(folder))
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            while (file.Read(buffer) > 0)
            {
            }
        }
    }

    // The lock of whoever makes indexes has no content.
    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(static path => Path.GetFileName(path) != "lock");
}
