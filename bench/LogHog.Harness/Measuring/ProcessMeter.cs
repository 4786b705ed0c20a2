using System.Globalization;

namespace LogHog.Harness.Measuring;

/// <summary>Processor time of a process.</summary>
internal sealed record CpuTime(double UserSeconds, double SystemSeconds)
{
    public double Seconds => UserSeconds + SystemSeconds;

    public static CpuTime operator -(CpuTime later, CpuTime earlier) =>
        new(later.UserSeconds - earlier.UserSeconds, later.SystemSeconds - earlier.SystemSeconds);
}

/// <summary>What the kernel says about a process, from /proc (see proc(5)).</summary>
internal static class ProcessMeter
{
    /// <summary>Half a second with less than this of the processor, and a process rests.</summary>
    private const double IdleSeconds = 0.01;

    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromMinutes(2);

    // _SC_CLK_TCK
    private static readonly double TicksPerSecond = NativeMethods.SystemConfiguration(2);

    /// <summary>User and system time of all its threads, ended ones too; fields 14 and 15 of /proc/PID/stat.</summary>
    public static CpuTime Cpu(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        // The program's name, in parentheses, may hold blanks; what follows begins with field 3.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new CpuTime(Number(fields[14 - 3]) / TicksPerSecond, Number(fields[15 - 3]) / TicksPerSecond);
    }

    /// <summary>The same, once it rests: an indexer that is behind works on.</summary>
    public static async Task<CpuTime> RestingAsync(int pid)
    {
        CpuTime last = Cpu(pid);
        for (int halfSeconds = 0; halfSeconds < CatchUpLimit.TotalSeconds * 2; halfSeconds++)
        {
            await Task.Delay(500);
            CpuTime now = Cpu(pid);
            if ((now - last).Seconds <= IdleSeconds)
                return now;
            last = now;
        }

        return last;
    }

    /// <summary>A line of /proc/PID/status in bytes, as <c>VmHWM</c> (peak) or <c>VmRSS</c> and <c>RssAnon</c> (now).</summary>
    public static long StatusBytes(int pid, string key)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(key + ":", StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1]) * 1024;
    }

    /// <summary>Without those of assemblies, which come and stay as code is needed.</summary>
    public static int OpenDescriptors(int pid) =>
        Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count(static link => !LeadsTo(link).EndsWith(".dll", StringComparison.Ordinal));

    private static string LeadsTo(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.Name ?? "";
        }
        catch (FileNotFoundException)
        {
            return ""; // It was closed since it was listed, which is the next count's.
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
