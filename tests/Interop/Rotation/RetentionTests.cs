using LogHog.TestKit;

namespace LogHog.Interop.Tests.Rotation;

public sealed class RetentionTests
{
    private const int ArchiveBytes = 100_000;

    [Theory]
    [InlineData("backup_count = 3", "", 3, "backup_count")]
    [InlineData("backup_count = 99\nmax_age = 12d", "", 6, "max_age")] // of six or seven days, five to midnight or past it
    [InlineData("backup_count = 99\nmax_total_size = 450K", "", 4, "facility_size")]
    [InlineData("backup_count = 99", "[retention]\nmax_total_size = 1M\n", 10, "store_size")]
    public async Task The_oldest_archives_go_and_only_archives_of_that_file(string rules, string configuration, int left, string reason)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["log/shop"]);
        DateTime day = TimeProvider.System.GetLocalNow().Date;
        // Twelve archives: 1, 3, 5 … 23 days old.
        string[] archives = [.. Enumerable.Range(0, 12).Select(i => $"root.log.{day.AddDays(-1 - (2 * i)):yyyy-MM-dd}-00-00-00-000000.gz")];
        List<string> others = ["root.log-2", "root.logs.log", "root.log.old.gz", "root.log.2020-01-01.gz"];
        // An archive of another file: only the limit of the whole store is one for it, too.
        string another = "xroot.log.2020-01-01-00-00-00-000000.gz";
        bool isWholeStore = reason == "store_size";
        if (!isWholeStore)
            others.Add(another);
        foreach (string archive in archives)
            File.WriteAllBytes(folder[$"log/shop/{archive}"], new byte[ArchiveBytes]);
        foreach (string other in others.Append(another))
            File.WriteAllText(folder[$"log/shop/{other}"], "mine\n");

        await using LogHogProcess hog = await LogHogProcess.StartAsync(
            configuration, $"[shop]\nrotate = yearly\n{rules}\n", new LogHogProcessOptions { Folder = folder.Path });

        int deleted = archives.Length - left + (isWholeStore ? 1 : 0);
        await hog.WaitForMetrics(metrics => metrics.Sum("loghog_archives_deleted_total", $"reason=\"{reason}\"") == deleted);
        Assert.Equal(
            others.Concat(archives[..left]).Order(StringComparer.Ordinal),
            hog.Files().Keys.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        await hog.WaitForOutput($"shop/{archives[^1]}");
    }
}
