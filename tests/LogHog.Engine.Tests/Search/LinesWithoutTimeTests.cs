using System.Globalization;
using System.Text;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Query;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

/// <summary>A line without a time has that of the event before it in its file, whether that one is wanted or not.</summary>
public sealed class LinesWithoutTimeTests
{
    [Theory]
    [InlineData("stray")]
    [InlineData("stray line")]
    [InlineData("*")]
    [InlineData("level:=info or stray")]
    public void Have_the_time_of_the_event_before_whatever_is_asked_for(string query)
    {
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp["shop"]);
        var text = new StringBuilder("stray 0\n");
        for (int i = 1; text.Length < 700_000; i++)
        {
            // Some blocks hold nothing that is asked for, and one ends between an event and its stray lines.
            text.Append(CultureInfo.InvariantCulture, $"2026-11-20T12:18:{i % 60:D2}.{i:D6}Z - web: INFO event {new string('x', i % 500)}\n");
            if (i % 1000 is 1 or 2 or 999)
                text.Append(CultureInfo.InvariantCulture, $"stray {i}\nother\nstray line {i}\n");
        }

        File.WriteAllText(temp["shop/web.log"], text.ToString());
        using RootedFolder folder = RootedFolder.Open(temp.Path, create: false);
        File.SetLastWriteTimeUtc(temp["shop/web.log"], DateTime.UnixEpoch.AddYears(50));

        List<string> found = [.. RowCollector.Run(query, new FolderSource(folder, TimeProvider.System))
            .Select(static row => (Message: Encoding.UTF8.GetString(row.Get("_msg")), Time: Encoding.UTF8.GetString(row.Get("_time"))))
            .Where(static row => row.Message.StartsWith("stray", StringComparison.Ordinal))
            .Select(static row => $"{row.Message.Split(' ')[^1]} {row.Time}")];

        Assert.Contains("1 2026-11-20T12:18:01.000001Z", found);
        if (query != "stray line")
            Assert.Contains("0 2020-01-01T00:00:00Z", found);
        Assert.DoesNotContain(found, static row => row != "0 2020-01-01T00:00:00Z" && row.Split(' ') is [var number, var time] && !time.EndsWith($".{int.Parse(number, CultureInfo.InvariantCulture):D6}".TrimEnd('0') + "Z", StringComparison.Ordinal));
    }
}
