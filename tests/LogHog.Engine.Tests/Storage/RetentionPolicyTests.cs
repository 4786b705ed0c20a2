using LogHog.Engine.Configuration;
using LogHog.Engine.Storage;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Storage;

public sealed class RetentionPolicyTests
{
    private static readonly DateTime Now = new(2026, 11, 20, 12, 0, 0);
    private static readonly FacilitySettings Rules = ArchiverBench.Rules(backupCount: 1000);

    [Fact]
    public void Counts_the_archives_of_each_live_file_by_itself()
    {
        FacilityFiles files = new(Rules with { BackupCount = 2 }, 0, [.. Days("a.log", 1, 2, 3, 4), .. Days("b.log", 1, 2)]);
        Assert.Equal(["a.log.1 BackupCount", "a.log.2 BackupCount"], Plan([files]));
    }

    [Fact]
    public void An_archive_and_its_compressed_form_count_once()
    {
        FacilityFiles files = new(
            Rules with { BackupCount = 2 }, 0,
            [.. Days("a.log", 1, 2, 3), new StoredArchive("a.log.3.xz", "a.log", Day(3), 10)]);
        Assert.Equal(["a.log.1 BackupCount"], Plan([files]));
    }

    [Fact]
    public void Age_counts_from_the_end_of_the_period()
    {
        FacilityFiles files = new(Rules with { MaxAge = TimeSpan.FromDays(2) }, 0, [.. Days("a.log", 17, 18, 19, 20)]);
        Assert.Equal(["a.log.17 MaxAge", "a.log.18 MaxAge"], Plan([files]));
        Assert.Equal(["a.log.17 MaxAge"], Plan([files], now: Day(20)));
    }

    [Fact]
    public void The_live_file_counts_for_the_size_but_is_never_deleted()
    {
        FacilityFiles files = new(Rules with { MaxTotalSizeBytes = 35 }, 15, [.. Days("a.log", 3, 1, 2)]);
        Assert.Equal(["a.log.1 FacilitySize"], Plan([files]));
        Assert.Equal(
            ["a.log.1 FacilitySize", "a.log.2 FacilitySize", "a.log.3 FacilitySize"], Plan([files with { LiveBytes = 1000 }]));
    }

    [Fact]
    public void The_whole_store_gives_up_its_oldest_archive_whoever_owns_it()
    {
        FacilityFiles one = new(Rules, 100, [.. Days("a.log", 1, 4)]);
        FacilityFiles orphan = new(null, 100, [.. Days("b.log", 2, 3)]);
        Assert.Equal(
            ["a.log.1 StoreSize", "b.log.2 StoreSize"], Plan([one, orphan], new RetentionSettings { MaxTotalSizeBytes = 220 }));
        Assert.Empty(Plan([one, orphan], new RetentionSettings { MaxTotalSizeBytes = 240 }));
    }

    [Fact]
    public void Free_disk_counts_what_other_rules_free()
    {
        FacilityFiles one = new(Rules with { BackupCount = 2 }, 0, [.. Days("a.log", 1, 2, 3)]);
        FacilityFiles two = new(Rules, 0, [.. Days("b.log", 1, 2, 3)]);
        RetentionSettings limits = new() { MinFreeBytes = 125 };
        Assert.Equal(["a.log.1 BackupCount", "b.log.1 FreeDisk", "a.log.2 FreeDisk"], Plan([one, two], limits, freeBytes: 100));
        Assert.Equal(["a.log.1 BackupCount"], Plan([one, two], limits, freeBytes: 115));
    }

    [Fact]
    public void An_orphan_has_no_rules_but_those_of_the_store()
    {
        FacilityFiles orphan = new(null, 0, [.. Days("b.log", 1, 2, 3)]);
        Assert.Empty(Plan([orphan]));
    }

    [Fact]
    public void Random_stores_fit_their_limits_afterwards_and_lose_no_more_than_needed()
    {
        Random random = SeededRandom.Create();
        for (int round = 0; round < 300; round++)
        {
            FacilityFiles[] store = [.. Enumerable.Range(0, random.Next(1, 6)).Select(number => new FacilityFiles(
                random.Next(4) == 0 ? null : Rules with
                {
                    BackupCount = random.Next(1, 10), MaxTotalSizeBytes = random.Next(2) == 0 ? null : random.Next(0, 100),
                },
                random.Next(0, 50), [.. Days($"{number}.log", [.. Enumerable.Range(1, random.Next(0, 15))])]))];
            RetentionSettings limits = new() { MaxTotalSizeBytes = random.Next(2) == 0 ? null : random.Next(0, 500) };
            HashSet<string> gone = [.. RetentionPolicy.Plan(store, limits, long.MaxValue, Now).Select(d => d.Archive.Path)];
            foreach (FacilityFiles facility in store)
            {
                // What stays of a file is its newest part, without a hole.
                Assert.DoesNotContain("kept gone", string.Join(' ', facility.Archives.OrderBy(a => a.PeriodEnd).Select(a => gone.Contains(a.Path) ? "gone" : "kept")), StringComparison.Ordinal);
                List<StoredArchive> left = [.. facility.Archives.Where(a => !gone.Contains(a.Path))];
                if (facility.Rules is { } rules)
                    Assert.True(left.Count <= rules.BackupCount && (left.Count == 0 || !(facility.LiveBytes + left.Sum(a => a.Bytes) > rules.MaxTotalSizeBytes)));
            }
            long bytes = store.Sum(f => f.LiveBytes) + store.SelectMany(f => f.Archives).Where(a => !gone.Contains(a.Path)).Sum(a => a.Bytes);
            Assert.True(!(bytes > limits.MaxTotalSizeBytes) || gone.Count == store.Sum(f => f.Archives.Count));
        }
    }

    private static string[] Plan(FacilityFiles[] store, RetentionSettings? limits = null, long freeBytes = long.MaxValue / 2, DateTime? now = null) =>
        [.. RetentionPolicy.Plan(store, limits ?? new RetentionSettings(), freeBytes, now ?? Now).Select(d => $"{d.Archive.Path} {d.Reason}")];

    private static IEnumerable<StoredArchive> Days(string log, params int[] days) =>
        days.Select(day => new StoredArchive($"{log}.{day}", log, Day(day), 10));

    private static DateTime Day(int day) => new(2026, 11, day, 0, 0, 0);
}
