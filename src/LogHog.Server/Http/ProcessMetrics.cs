using System.Globalization;

namespace LogHog.Server.Http;

/// <summary>What the process costs, as the kernel counts it (proc(5)) and as the runtime does.</summary>
internal static class ProcessMetrics
{
    public static void Write(PrometheusText text, DateTimeOffset startedAt)
    {
        text.Gauge("loghog_process_start_time_seconds", "When the process began, in Unix seconds.")
            .Sample(startedAt.ToUnixTimeMilliseconds() / 1000.0);
        text.Counter("loghog_process_cpu_seconds_total", "User and system time of the process.")
            .Sample(Environment.CpuUsage.TotalTime.TotalSeconds);
        WriteStatus(text);
        text.Gauge("loghog_process_open_fds", "Open file descriptors.")
            .Sample(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        text.Gauge("loghog_process_max_fds", "The limit of open file descriptors.").Sample(OpenFilesLimit());
        text.Gauge("loghog_dotnet_gc_heap_bytes", "Bytes of managed objects, garbage included.")
            .Sample(GC.GetTotalMemory(forceFullCollection: false));
        text.Counter("loghog_dotnet_gc_allocated_bytes_total", "Bytes ever allocated for managed objects.")
            .Sample(GC.GetTotalAllocatedBytes());
        text.Counter("loghog_dotnet_gc_collections_total", "Garbage collections.");
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            text.Sample(
                GC.CollectionCount(generation), ("generation", generation.ToString(CultureInfo.InvariantCulture)));
        }

        text.Counter("loghog_dotnet_gc_pause_seconds_total", "Time in which collections stopped the process.")
            .Sample(GC.GetTotalPauseDuration().TotalSeconds);
        text.Gauge("loghog_dotnet_threadpool_threads", "Threads of the pool.").Sample(ThreadPool.ThreadCount);
        text.Gauge("loghog_dotnet_threadpool_queue", "Work that waits for a thread of the pool.")
            .Sample(ThreadPool.PendingWorkItemCount);
    }

    private static void WriteStatus(PrometheusText text)
    {
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            // "VmRSS:	   48244 kB"
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                text.Gauge("loghog_process_resident_memory_bytes", "Memory in RAM.").Sample(Kilobytes(line));
            else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                text.Gauge("loghog_process_resident_memory_peak_bytes", "The most memory in RAM so far.").Sample(Kilobytes(line));
            else if (line.StartsWith("Threads:", StringComparison.Ordinal))
                text.Gauge("loghog_process_threads", "Threads of the process.").Sample(Number(line.AsSpan(8)));
        }
    }

    private static double OpenFilesLimit()
    {
        // "Max open files            1048576              1048576              files"
        string? line = File.ReadLines("/proc/self/limits")
            .FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string soft = line?[14..].TrimStart().Split(' ')[0] ?? "";
        return soft == "unlimited" ? double.PositiveInfinity : Number(soft);
    }

    private static double Kilobytes(string line) => Number(line.AsSpan(6)[..^2]) * 1024;

    private static double Number(ReadOnlySpan<char> text) =>
        double.TryParse(text.Trim(), CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
