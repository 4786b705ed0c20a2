using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Storage;

public sealed class ArchiverTests : IDisposable
{
    private static readonly CompressorSettings Gzip = new() { Format = CompressionFormat.Gzip, Level = 1 };

    private readonly TempFolder _temp = new();
    private readonly RootedFolder _folder;

    public ArchiverTests()
    {
        _folder = RootedFolder.Open(_temp.Path, create: false);
        _folder.CreateFolders("app");
    }

    [Fact]
    public void The_start_clears_up_and_compresses_what_earlier_runs_left()
    {
        _folder.CreateFolders(".quarantine");
        Put("app/web.log", 10);
        Put("app/web.log.2026-11-19-00-00-00-000000", 10);
        Put("app/.web.log.2026-11-18-00-00-00-000000.xz.tmp", 5);
        Put("app/.other.tmp", 5);
        Put("app/web.log.2026-11-18-00-00-00-000000.bak", 5);
        Put(".quarantine/quarantine.log.2026-11-18-00-00-00-000000", 10);
        using ArchiverBench bench = new(_folder, Gzip);
        bench.Archiver.DoWhatIsDue();
        Assert.Equal(
            [".other.tmp", "web.log", "web.log.2026-11-18-00-00-00-000000.bak", "web.log.2026-11-19-00-00-00-000000.gz"],
            _folder.List("app"));
        Assert.Equal(["quarantine.log.2026-11-18-00-00-00-000000.gz"], _folder.List(".quarantine"));
        Assert.Equal(2, Metric(bench, "loghog_archives_compressed_total"));
    }

    [Fact]
    public void A_rotated_file_is_compressed_by_the_thread_and_retention_follows()
    {
        using ArchiverBench bench = new(_folder, Gzip, ArchiverBench.Rules(backupCount: 2));
        bench.Archiver.Start();
        for (int day = 10; day < 20; day++)
        {
            string name = $"web.log.2026-11-{day}-00-00-00-000000";
            Put($"app/{name}", 10);
            Assert.True(ArchiveName.TryParse(name, out ArchiveName archive));
            bench.Archiver.Rotated("app", archive, ArchiverBench.Rules(backupCount: 2));
        }
        string[] expected = ["web.log.2026-11-18-00-00-00-000000.gz", "web.log.2026-11-19-00-00-00-000000.gz"];
        Assert.True(SpinWait.SpinUntil(() => _folder.List("app").SequenceEqual(expected), TimeSpan.FromSeconds(20)));
        bench.Archiver.Stop();
        Assert.Null(bench.Died);
    }

    [Fact]
    public void What_failed_is_tried_again_at_a_later_tick()
    {
        const string plain = "app/web.log.2026-11-19-00-00-00-000000";
        Put(plain, 10);
        Put(plain + ".xz", 10);
        using ArchiverBench bench = new(_folder, Gzip);
        bench.Archiver.DoWhatIsDue();
        Assert.Equal(1, Metric(bench, "loghog_archives_compress_failed_total"));
        Assert.Contains(bench.Log, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("holds something else", StringComparison.Ordinal));
        File.Delete(_temp[plain + ".xz"]);
        for (int tick = 0; tick < 10; tick++)
            bench.Archiver.OnTick();
        bench.Archiver.DoWhatIsDue();
        Assert.Equal(["web.log.2026-11-19-00-00-00-000000.gz"], _folder.List("app"));
    }

    [Fact]
    public void A_full_disk_keeps_every_plain_archive_and_is_met_once_a_tick()
    {
        for (int day = 10; day < 15; day++)
            Put($"app/web.log.2026-11-{day}-00-00-00-000000", 10);
        bool isFull = true;
        using ArchiverBench bench = new(_folder, Gzip, step: step =>
        {
            if (isFull && step == "write")
                throw new DiskException(Errno.ENOSPC, "write", "archive");
        });
        bench.Archiver.DoWhatIsDue();
        bench.Archiver.DoWhatIsDue();
        Assert.Equal(1, Metric(bench, "loghog_archives_compress_failed_total"));
        Assert.Equal(5, _folder.List("app").Count(name => ArchiveName.TryParse(name, out ArchiveName archive) && archive.Format is null));
        isFull = false;
        bench.Archiver.OnTick();
        bench.Archiver.DoWhatIsDue();
        Assert.All(_folder.List("app"), name => Assert.EndsWith(".gz", name, StringComparison.Ordinal));
        Assert.Equal(5, Metric(bench, "loghog_archives_compressed_total"));
    }

    [Fact]
    public void Without_its_library_a_format_falls_back_to_gzip_and_says_so()
    {
        using ArchiverBench bench = new(_folder, Gzip);
        CompressorSettings xz = new() { Format = CompressionFormat.Xz, Level = 7 };
        Assert.Equal(xz with { Format = CompressionFormat.Gzip }, Archiver.Usable(xz, "liblzma.so.5", bench));
        Assert.Contains(bench.Log, line => line.StartsWith("Warning: [compressor] format = Xz needs liblzma.so.5", StringComparison.Ordinal));
        Assert.Same(xz, Archiver.Usable(xz, null, bench));
    }

    [Fact]
    public void The_queue_holds_each_archive_once_and_no_more_than_its_bound()
    {
        CompressionQueue queue = new(pathsMax: 2);
        Assert.True(queue.TryAdd("a"));
        Assert.True(queue.TryAdd("a"));
        Assert.True(queue.TryAdd("b"));
        Assert.False(queue.TryAdd("c"));
        Assert.True(queue.TryTake(out string? first));
        Assert.Equal(("a", 1), (first, queue.Count));
        Assert.True(queue.TryAdd("c"));
    }

    [Fact]
    public void Deletes_oldest_first_until_the_store_fits_and_tells_each_one()
    {
        _folder.CreateFolders("other/.index");
        Put("app/web.log", 1000);
        Put("app/web.log.2026-11-17-00-00-00-000000.gz", 100);
        Put("app/web.log.2026-11-19-00-00-00-000000.gz", 100);
        Put("other/web.log.2026-11-16-00-00-00-000000.gz", 100);
        Put("other/.index/web.log.2026-11-16-00-00-00-000000.gz.idx", 1);
        Put("other/.index/web.log.2026-11-16-00-00-00-000000.idx", 1);
        Put("other/.index/web.log.2026-11-18-00-00-00-000000.gz.idx", 1);
        Put("other/web.log.2026-11-18-00-00-00-000000.gz", 100);
        using ArchiverBench bench = new(_folder, Gzip, limits: new RetentionSettings { MaxTotalSizeBytes = 1200 });
        bench.Archiver.DoWhatIsDue();
        Assert.Equal(["web.log", "web.log.2026-11-19-00-00-00-000000.gz"], _folder.List("app"));
        Assert.Equal([".index", "web.log.2026-11-18-00-00-00-000000.gz"], _folder.List("other"));
        Assert.Equal(["web.log.2026-11-18-00-00-00-000000.gz.idx"], _folder.List("other/.index"));
        Assert.Equal(2, Metric(bench, "loghog_archives_deleted_total", "reason=\"store_size\""));
        Assert.Equal(2, bench.Log.Count(line => line.Contains("more than [retention] max_total_size", StringComparison.Ordinal)));
    }

    [Fact]
    public void Backup_count_never_touches_the_files_of_another_name()
    {
        string[] others =
        [
            "web.log-2.2026-11-01-00-00-00-000000.gz", "web.logs.log.2026-11-01-00-00-00-000000.gz",
            "web.log.2026-11-01.gz", "web.log.old", "web.log.1", "host-web.log.2026-11-01-00-00-00-000000.gz",
        ];
        foreach (string other in others)
            Put($"app/{other}", 1);
        for (int day = 10; day < 15; day++)
            Put($"app/web.log.2026-11-{day}-00-00-00-000000.gz", 1);
        using ArchiverBench bench = new(_folder, Gzip, ArchiverBench.Rules(backupCount: 2));
        bench.Archiver.DoWhatIsDue();
        string[] left = ["web.log.2026-11-13-00-00-00-000000.gz", "web.log.2026-11-14-00-00-00-000000.gz"];
        Assert.Equal(others.Concat(left).Order(StringComparer.Ordinal).ToArray(), _folder.List("app").ToArray());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Dispose();
    }

    private void Put(string path, int bytes) => File.WriteAllBytes(_temp[path], new byte[bytes]);

    private static double Metric(ArchiverBench bench, string name, string labels = "") =>
        bench.Archiver.Metrics().Single((MetricValue metric) => metric.Name == name && metric.Labels == labels).Value;
}
