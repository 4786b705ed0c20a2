using System.Buffers;
using System.Globalization;
using System.Text;
using LogHog.Engine.Formats;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Formats;

public sealed class LineTimeTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Tehran",
        "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Marquesas", "Africa/Monrovia", "Africa/Casablanca", "Europe/Dublin", "America/Sao_Paulo", "Antarctica/Troll",
    ];

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T00:59:59.999999Z", "2026-03-29T01:59:59.999999+01:00")]
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00.000000+02:00")]
    [InlineData("Europe/Berlin", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59.000000+02:00")]
    [InlineData("Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00.000000+01:00")]
    [InlineData("America/New_York", "2026-11-01T05:59:59Z", "2026-11-01T01:59:59.000000-04:00")]
    [InlineData("America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T01:00:00.000000-05:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05T01:59:59.000000+11:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05T01:30:00.000000+10:30")]
    [InlineData("Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01T05:45:00.000000+05:45")]
    [InlineData("America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00.000000-03:30")]
    [InlineData("UTC", "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999000+00:00")]
    public void The_offset_is_the_one_at_that_moment(string zone, string utc, string written) =>
        Assert.Equal(written, Written(new LineTime(Zone(zone)), UnixNs(utc)));

    [Theory]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192+00:00")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807+00:00")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999+00:00")]
    [InlineData(-1000, "1969-12-31T23:59:59.999999+00:00")]
    [InlineData(0, "1970-01-01T00:00:00.000000+00:00")]
    [InlineData(1, "1970-01-01T00:00:00.000000001+00:00")]
    public void Every_time_that_64_bits_hold_is_written_and_read(long unixNs, string written)
    {
        Assert.Equal(written, Written(new LineTime(TimeZoneInfo.Utc), unixNs));
        Assert.True(LineTimeReader.TryReadWhole(Encoding.ASCII.GetBytes(written), out long read));
        Assert.Equal(unixNs, read);
    }

    [Fact]
    public void Times_come_back_in_every_zone_and_agree_with_the_runtimes_own_format()
    {
        Random random = SeededRandom.Create();
        foreach (string name in Zones)
        {
            TimeZoneInfo zone = Zone(name);
            var time = new LineTime(zone);
            for (int i = 0; i < 10_000; i++)
            {
                long unixNs = random.Next(2) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : NearChange(random, zone);
                string written = Written(time, unixNs);
                Assert.True(LineTimeReader.TryReadWhole(Encoding.ASCII.GetBytes(written), out long read));
                Assert.Equal(unixNs, read);
                Assert.Equal(ByRuntime(zone, unixNs), written[..19] + written[^6..]);
            }
        }
    }

    // Near the hour and half hour around which clocks change, so that the kept second is used and left.
    private static long NearChange(Random random, TimeZoneInfo zone)
    {
        var year = new DateTime(random.Next(1971, 2060), 1, 1, 0, 0, 0, DateTimeKind.Utc);
        DateTime at = year;
        for (int day = 0; day < 366; day += 1 + random.Next(4))
        {
            at = year.AddDays(day);
            if (zone.GetUtcOffset(at) != zone.GetUtcOffset(at.AddDays(4)))
                break;
        }
        return ((at.Ticks - DateTime.UnixEpoch.Ticks) * 100) + (random.NextInt64(4 * 48) * 1_800_000_000_000) + random.Next(-2, 3);
    }

    private static string ByRuntime(TimeZoneInfo zone, long unixNs)
    {
        DateTimeOffset utc = new DateTimeOffset(DateTime.UnixEpoch).AddTicks((long)Math.Floor(unixNs / 100m));
        // DateTimeOffset takes whole minutes only, as RFC 3339 does.
        TimeSpan offset = TimeSpan.FromMinutes((int)zone.GetUtcOffset(utc).TotalMinutes);
        return utc.ToOffset(offset).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    private static string Written(LineTime time, long unixNs)
    {
        var output = new ArrayBufferWriter<byte>();
        var line = new LineBuffer(output, 64);
        time.Write(ref line, unixNs);
        line.Finish();
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    private static long UnixNs(string utc) =>
        (DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture).UtcTicks - DateTime.UnixEpoch.Ticks) * 100;
}
