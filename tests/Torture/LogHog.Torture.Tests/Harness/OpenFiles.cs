namespace LogHog.Torture.Harness;

/// <summary>Which files a process has open, as the kernel says it.</summary>
internal static class OpenFiles
{
    /// <summary>Their inodes; none when the process has ended.</summary>
    public static IReadOnlySet<long> InodesOf(int processId)
    {
        HashSet<long> inodes = [];
        try
        {
            foreach (string descriptor in Directory.EnumerateFiles($"/proc/{processId}/fdinfo"))
                inodes.Add(InodeIn(descriptor));
        }
        catch (IOException)
        {
            // It ends just now: then it has none.
        }

        return inodes;
    }

    public static long InodeOf(FileStream file) => InodeIn($"/proc/self/fdinfo/{file.SafeFileHandle.DangerousGetHandle()}");

    /// <returns>0 when it was closed meanwhile.</returns>
    private static long InodeIn(string descriptor)
    {
        const string Name = "ino:";
        try
        {
            return long.Parse(File.ReadLines(descriptor).First(static line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
