using System.Globalization;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Tests.Storage;

public sealed class CronScheduleTests
{
    /// <summary>cron-cases.py wrote them, by another method.</summary>
    private static readonly (string Text, TimeZoneInfo Zone, DateTimeOffset Start, DateTimeOffset[] Due)[] Cases = ReadCases();

    [Fact]
    public void Next_times_agree_with_the_table()
    {
        Assert.True(Cases.Length >= 300);
        List<string> wrong = [];
        foreach ((string text, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset[] due) in Cases)
        {
            CronSchedule schedule = CronSchedule.Parse(text);
            DateTimeOffset at = start;
            foreach (DateTimeOffset expected in due)
            {
                DateTimeOffset next = schedule.NextAfter(at, zone);
                if (next != expected || next.Offset != zone.GetUtcOffset(next))
                    wrong.Add($"{text} in {zone.Id} after {at:u}: {next:u} instead of {expected:u}");
                at = expected;
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Latest_times_agree_with_the_table_also_just_before_and_behind_each_of_them()
    {
        List<string> wrong = [];
        foreach ((string text, TimeZoneInfo zone, _, DateTimeOffset[] due) in Cases)
        {
            CronSchedule schedule = CronSchedule.Parse(text);
            for (int i = 0; i < due.Length; i++)
            {
                Check(due[i], due[i]);
                Check(due[i].AddSeconds(59), due[i]);
                if (i > 0)
                    Check(due[i].AddTicks(-1), due[i - 1]);
            }

            void Check(DateTimeOffset at, DateTimeOffset expected)
            {
                if (schedule.LatestAtOrBefore(at, zone) is var latest && latest != expected)
                    wrong.Add($"{text} in {zone.Id} up to {at:O}: {latest:u} instead of {expected:u}");
            }
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("daily", "0 0 * * *")]
    [InlineData("midnight", "0 0 * * *")]
    [InlineData("@weekly", "0 0 * * MON")]
    [InlineData("Yearly", "0 0 1 1 *")]
    public void A_name_means_its_fields_and_is_kept_for_printing(string name, string fields)
    {
        DateTimeOffset at = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            CronSchedule.Parse(fields).NextAfter(at, TimeZoneInfo.Utc), CronSchedule.Parse(name).NextAfter(at, TimeZoneInfo.Utc));
        Assert.Equal(name, CronSchedule.Parse(name).Expression);
    }

    [Fact]
    public void Four_fields_are_taken_with_a_warning_that_says_what_to_write()
    {
        Assert.True(CronSchedule.TryParse("*/15 * * *", out CronSchedule? schedule, out _, out string? warning));
        Assert.Contains("'*/15 * * * *'", warning, StringComparison.Ordinal);
        DateTimeOffset at = new(2026, 11, 20, 12, 1, 0, TimeSpan.Zero);
        Assert.Equal(at.AddMinutes(14), schedule.NextAfter(at, TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("", "It is empty")]
    [InlineData("size", "is no schedule")]
    [InlineData("dayly", "Write one of hourly, daily")]
    [InlineData("@reboot", "names no time")]
    [InlineData("@every 5m", "is not known")]
    [InlineData("* * *", "has 3 fields")]
    [InlineData("0 0 0 * * *", "leave the seconds out")]
    [InlineData("60 * * * *", "'60' is none of 0-59")]
    [InlineData("* 24 * * *", "'24' is none of 0-23")]
    [InlineData("* * 0 * *", "'0' is none of 1-31")]
    [InlineData("* * 32 * *", "'32' is none of 1-31")]
    [InlineData("* * * 13 *", "month field")]
    [InlineData("* * * FOO *", "'FOO' is none of 1-12 or")]
    [InlineData("* * * * 8", "'8' is none of 0-7 or SUN…SAT")]
    [InlineData("* * * * MONDAY", "'MONDAY' is none of")]
    [InlineData("-1 * * * *", "a value is missing")]
    [InlineData("1, * * * *", "a value is missing")]
    [InlineData("1-2-3 * * * *", "'2-3' is none of")]
    [InlineData("*/0 * * * *", "a step of 1-59")]
    [InlineData("*/60 * * * *", "a step of 1-59")]
    [InlineData("*/ * * * *", "a step of 1-59")]
    [InlineData("0 22-2 * * *", "write two ranges, such as 22-23,0-2")]
    [InlineData("0 0 * * FRI-MON", "write two ranges, such as FRI-SUN,MON-MON")]
    [InlineData("0 0 ? * *", "write *")]
    [InlineData("0 0 L * *", "L, W, # are not")]
    [InlineData("0 0 30 2 *", "never happens")]
    [InlineData("0 0 31 4,6,9,11 *", "never happens")]
    [InlineData("0 0 +1 * *", "'+1' is none of")]
    [InlineData("99999999999999999999 * * * *", "is none of 0-59")]
    public void Refuses_what_is_no_schedule_and_says_why(string text, string why)
    {
        Assert.False(CronSchedule.TryParse(text, out CronSchedule? schedule, out string? error, out _));
        Assert.Null(schedule);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_of_the_calendar_end_the_schedule()
    {
        CronSchedule yearly = CronSchedule.Parse("yearly");
        Assert.Equal(DateTimeOffset.MaxValue, yearly.NextAfter(DateTimeOffset.MaxValue, TimeZoneInfo.Utc));
        Assert.Equal(DateTimeOffset.MinValue.Year, yearly.LatestAtOrBefore(DateTimeOffset.MinValue, TimeZoneInfo.Utc).Year);
        Assert.Equal(DateTimeOffset.MaxValue, CronSchedule.Parse("0 0 29 2 *").NextAfter(DateTimeOffset.MaxValue, TimeZoneInfo.Utc));
        Assert.Equal(DateTimeOffset.MinValue, CronSchedule.Parse("0 0 29 2 *").LatestAtOrBefore(DateTimeOffset.MinValue, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Schedules_are_equal_if_they_are_written_alike()
    {
        Assert.Equal(CronSchedule.Parse(" daily "), CronSchedule.Parse("daily"));
        Assert.NotEqual(CronSchedule.Parse("0 0 * * *"), CronSchedule.Parse("daily"));
    }

    private static (string, TimeZoneInfo, DateTimeOffset, DateTimeOffset[])[] ReadCases()
    {
        using Stream table = typeof(CronScheduleTests).Assembly.GetManifestResourceStream(
            "LogHog.Engine.Tests.Storage.cron-cases.tsv")!;
        return [.. new StreamReader(table).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            string[] parts = line.Split('\t');
            return (parts[0], TimeZoneInfo.FindSystemTimeZoneById(parts[1]), Moment(parts[2]), parts[3..].Select(Moment).ToArray());
        })];
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-ddTHH:mmZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
