using System.Globalization;
using System.Runtime.InteropServices;
using LogHog.Engine.Configuration;

namespace LogHog.Cli.Checking;

/// <summary>What the machine has to offer for these settings.</summary>
internal static class EnvironmentChecks
{
    public static void Folders(ServerSettings settings, CheckReport report)
    {
        MainSettings main = settings.Main;
        foreach ((string key, string folder) in new[]
            { ("logdir", main.LogDir), ("workdir", main.WorkDir), ("rundir", main.RunDir) })
        {
            // What is missing is made at the start, so the nearest folder that is there counts.
            string nearest = folder;
            while (!Directory.Exists(nearest)) nearest = Path.GetDirectoryName(nearest) ?? "/";
            if (File.Exists(folder)) report.Fail($"[main] {key}: {folder} is a file, not a folder");
            else if (!IsWritable(nearest)) report.Fail($"[main] {key}: {nearest} is not writable for {Environment.UserName}");
            else report.Ok(nearest == folder ? $"[main] {key}: {folder} is writable" : $"[main] {key}: {folder} can be made");
        }
    }

    public static void FreeDisk(ServerSettings settings, CheckReport report)
    {
        string folder = settings.Main.LogDir;
        while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder) ?? "/";
        var drive = new DriveInfo(folder);
        string free = $"{drive.AvailableFreeSpace / (1 << 20):N0} MiB of {drive.TotalSize / (1 << 20):N0} are free for {settings.Main.LogDir}";
        // Retention cannot keep a promise on less than what the system itself needs.
        if (drive.AvailableFreeSpace < drive.TotalSize / 20) report.Warn($"disk: only {free}");
        else report.Ok($"disk: {free}");
    }

    public static void Libraries(ServerSettings settings, CheckReport report)
    {
        string? library = settings.Compressor.Format switch
        {
            CompressionFormat.Xz => "liblzma.so.5",
            CompressionFormat.Zstd => "libzstd.so.1",
            _ => null,
        };
        string format = settings.Compressor.Format.ToString().ToLowerInvariant();
        if (library is null) report.Ok($"compression: {format} needs no library");
        else if (NativeLibrary.TryLoad(library, out _)) report.Ok($"compression: {format}, {library} is there");
        else report.Fail($"compression: {library} is missing, so archives would be gzip; install {(library[3] == 'l' ? "liblzma5" : "libzstd1")}");
    }

    public static void Clock(TimeProvider time, CheckReport report)
    {
        // No machine runs this program before it was built.
        var built = new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory, "loghog.dll")));
        DateTimeOffset now = time.GetUtcNow();
        string zone = $"{time.GetLocalNow().ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)}, {time.LocalTimeZone.Id}";
        if (now < built - TimeSpan.FromDays(1)) report.Fail($"clock: {zone} is before this program was built; set it (ntp)");
        else report.Ok($"clock: {zone}");
    }

    public static void OpenFiles(ServerSettings settings, CheckReport report)
    {
        string? line = File.ReadLines("/proc/self/limits")
            .FirstOrDefault(limit => limit.StartsWith("Max open files", StringComparison.Ordinal));
        string[] parts = line?[14..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (parts.Length < 2 || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out long hard)) return;
        long needed = settings.Limits.OpenFilesMax + settings.Limits.ConnectionsMax;
        if (hard < needed)
            report.Warn($"open files: {hard:N0} are allowed (ulimit -Hn), {needed:N0} could be needed (LimitNOFILE= of the unit)");
        else
            report.Ok($"open files: {hard:N0} are allowed, at most {needed:N0} are needed");
    }

    private static bool IsWritable(string folder)
    {
        string probe = Path.Combine(folder, $".loghog-check-{Guid.NewGuid():N}");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
