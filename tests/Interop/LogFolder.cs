using LogHog.TestKit;

namespace LogHog.Interop.Tests;

/// <summary>What stands in a server's log folder.</summary>
internal static class LogFolder
{
    public static string PathOf(this LogHogProcess hog, string relative) => Path.Combine(hog.LogDir, relative);

    public static string[] Lines(this LogHogProcess hog, string relative) => File.ReadAllLines(hog.PathOf(relative));

    /// <summary>Every file (and link) beneath it with its size, but for the index; paths relative.</summary>
    public static SortedDictionary<string, long> Files(this LogHogProcess hog) => new(
        new DirectoryInfo(hog.LogDir).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(static file => file.Directory!.Name != ".index")
            .ToDictionary(file => Path.GetRelativePath(hog.LogDir, file.FullName), file => file.Length),
        StringComparer.Ordinal);

    public static Task<MetricsText> StoredAsync(this LogHogProcess hog, double events) =>
        hog.WaitForMetrics(metrics => metrics.Sum("loghog_events_stored_total") >= events);

    /// <summary>Everything that has been received is stored, refused or dropped.</summary>
    public static Task<MetricsText> SettledAsync(this LogHogProcess hog, double received) => hog.WaitForMetrics(metrics =>
        metrics.Sum("loghog_events_received_total") >= received && metrics.Sum("loghog_events_pending") == 0);
}
