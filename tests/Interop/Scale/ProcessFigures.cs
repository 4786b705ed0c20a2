using System.Globalization;

namespace LogHog.Interop.Tests.Scale;

/// <summary>What the kernel says of a process, proc(5).</summary>
internal sealed record ProcessFigures(long ResidentBytes, int Descriptors)
{
    public static ProcessFigures Of(int processId)
    {
        string resident = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        long kibibytes = long.Parse(
            resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture);
        return new ProcessFigures(kibibytes * 1024, Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Count());
    }
}
