using LogHog.Engine.Configuration;
using LogHog.Engine.Storage;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Storage;

public sealed class ArchiveNameTests
{
    [Theory]
    [InlineData("web.log.2026-11-20-00-00-00-000000", null)]
    [InlineData("web.log.2016-11-20-00-00-00-000000.xz", CompressionFormat.Xz)]
    [InlineData("web.log.2026-02-28-23-59-59-999999.gz", CompressionFormat.Gzip)]
    [InlineData("web.log.2026-11-20-00-00-00-000000.bz2", CompressionFormat.Bzip2)]
    [InlineData("web.log.2026-11-20-00-00-00-000000.zst", CompressionFormat.Zstd)]
    public void Reads_its_parts_and_writes_them_alike(string name, CompressionFormat? format)
    {
        Assert.True(ArchiveName.TryParse(name, out ArchiveName archive));
        Assert.Equal("web.log", archive.LogFile);
        Assert.Equal(format, archive.Format);
        Assert.Equal(name, archive.ToString());
    }

    [Theory]
    [InlineData("web.log")]
    [InlineData("web.log-2")]
    [InlineData("web.log.1")]
    [InlineData("web.log.2026-11-20")]
    [InlineData("web.log.2026-11-20-00-00-00-000000.zip")]
    [InlineData("web.log.2026-11-20-00-00-00-000000.xz.gz")]
    [InlineData("web.log.2026-11-20-00-00-00-000000.XZ")]
    [InlineData("web.log.2026-11-20-00-00-00-000000.")]
    [InlineData("web.log.2026-13-20-00-00-00-000000")]
    [InlineData("web.log.2026-02-29-00-00-00-000000")]
    [InlineData("web.log.2026-11-20-24-00-00-000000")]
    [InlineData("web.log.2026-11-20-00-00-00-00000")]
    [InlineData("web.log2026-11-20-00-00-00-000000")]
    [InlineData("web.log. 2026-11-20-00-00-00-00000")]
    [InlineData(".web.log.2026-11-20-00-00-00-000000.xz.tmp")]
    [InlineData("2026-11-20-00-00-00-000000")]
    [InlineData(".2026-11-20-00-00-00-000000")]
    [InlineData("")]
    public void Anything_else_is_no_archive(string name) => Assert.False(ArchiveName.TryParse(name, out _));

    [Theory]
    [InlineData("web.log.2026-11-20-00-00-00-000000.xz", true)]
    [InlineData("web.log-2.2026-11-20-00-00-00-000000.xz", false)]
    [InlineData("web.logs.log.2026-11-20-00-00-00-000000.xz", false)]
    [InlineData("web.log.log.2026-11-20-00-00-00-000000", false)]
    [InlineData("Web.log.2026-11-20-00-00-00-000000", false)]
    [InlineData("eb.log.2026-11-20-00-00-00-000000", false)]
    public void Belongs_to_that_very_file_only(string name, bool belongs)
    {
        Assert.True(ArchiveName.TryParse(name, out ArchiveName archive));
        Assert.Equal(belongs, archive.BelongsTo("web.log"));
    }

    [Fact]
    public void Names_are_unique_and_sort_by_age_over_clock_changes_and_jumps()
    {
        Random random = SeededRandom.Create();
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        DateTimeOffset clock = new(2026, 10, 24, 0, 0, 0, TimeSpan.Zero);
        DateTime? newest = null;
        List<string> names = [];
        for (int i = 0; i < 5_000; i++)
        {
            clock += random.Next(20) == 0 ? TimeSpan.FromMinutes(random.Next(-500, 500)) : TimeSpan.FromTicks(random.Next(0, 600_000_000));
            newest = ArchiveName.Next(newest, TimeZoneInfo.ConvertTime(clock, zone));
            names.Add(new ArchiveName("web.log", newest.Value, i % 2 == 0 ? null : CompressionFormat.Xz).ToString());
            Assert.True(ArchiveName.TryParse(names[^1], out ArchiveName read) && read.LocalTime == newest);
        }
        Assert.Equal(names.Order(StringComparer.Ordinal).ToArray(), names.ToArray());
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_second_pass_of_an_hour_follows_the_first()
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        DateTime first = ArchiveName.Next(null, TimeZoneInfo.ConvertTime(new DateTimeOffset(2026, 10, 25, 0, 30, 0, default), zone));
        DateTime second = ArchiveName.Next(first, TimeZoneInfo.ConvertTime(new DateTimeOffset(2026, 10, 25, 1, 30, 0, default), zone));
        Assert.Equal(new DateTime(2026, 10, 25, 2, 30, 0), first);
        Assert.Equal(first.AddMicroseconds(1), second);
    }
}
