using LogHog.Server.OwnLog;
using LogHog.TestKit;

namespace LogHog.Server.Tests.OwnLog;

public sealed class OwnLogFileTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 22, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rotates_at_its_moment_and_keeps_only_so_many()
    {
        using var folder = new TempFolder();
        var clock = new SetClock(Start);
        using (var file = new OwnLogFile(folder["own.log"], backupCount: 2, NextHour, clock))
        {
            for (int hour = 0; hour < 5; hour++)
            {
                Assert.True(file.Write($"hour {hour}\n"));
                clock.Now += TimeSpan.FromHours(1);
            }
        }

        Assert.Equal(
            ["own.log", "own.log.2026-11-21-01-00-00-000000", "own.log.2026-11-21-02-00-00-000000"], Names(folder));
        Assert.Equal("hour 4\n", File.ReadAllText(folder["own.log"]));
        Assert.Equal("hour 3\n", File.ReadAllText(folder["own.log.2026-11-21-02-00-00-000000"]));
    }

    [Fact]
    public void A_file_from_before_the_moment_is_rotated_after_a_start()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["own.log"], "yesterday\n");
        File.SetLastWriteTimeUtc(folder["own.log"], Start.AddHours(-3).UtcDateTime);

        using (var file = new OwnLogFile(folder["own.log"], backupCount: 2, NextHour, new SetClock(Start)))
            Assert.True(file.Write("today\n"));

        Assert.Equal(["own.log", "own.log.2026-11-20-20-00-00-000000"], Names(folder));
        Assert.Equal("today\n", File.ReadAllText(folder["own.log"]));
    }

    [Fact]
    public void Files_with_a_similar_name_are_left_alone()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["own.log.old"], "mine");
        File.WriteAllText(folder["own.log-2.2026-11-20-20-00-00-000000"], "mine");
        var clock = new SetClock(Start);
        using (var file = new OwnLogFile(folder["own.log"], backupCount: 1, NextHour, clock))
        {
            for (int hour = 0; hour < 3; hour++)
            {
                Assert.True(file.Write("line\n"));
                clock.Now += TimeSpan.FromHours(1);
            }
        }

        Assert.Contains("own.log.old", Names(folder));
        Assert.Contains("own.log-2.2026-11-20-20-00-00-000000", Names(folder));
    }

    [Fact]
    public void A_message_cannot_forge_a_second_line_or_reach_the_terminal()
    {
        string line = OwnLogLine.ForFile(
            Start, Microsoft.Extensions.Logging.LogLevel.Warning, "app \e[31mred\nINFO all is well\u202e", exception: null);

        Assert.Equal("2026-11-20T22:00:00.000+00:00 WARNING app \\x1b[31mred\\x0aINFO all is well\\u202e\n", line);
    }

    private static DateTimeOffset? NextHour(DateTimeOffset after) =>
        new DateTimeOffset(after.Year, after.Month, after.Day, after.Hour, 0, 0, after.Offset).AddHours(1);

    private static string[] Names(TempFolder folder) =>
        [.. Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
