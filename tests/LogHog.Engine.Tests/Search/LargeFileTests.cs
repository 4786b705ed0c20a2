using System.Globalization;
using System.Text;
using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Tests.Query;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Search;

/// <summary>A file without an index that several workers read, piece by piece.</summary>
public sealed class LargeFileTests
{
    private const int Lines = 150_000;

    [Fact]
    public void Lines_without_a_time_take_it_from_the_event_before_wherever_a_piece_begins()
    {
        Random random = SeededRandom.Create();
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp["shop"]);
        Dictionary<string, int> expected = [];
        var text = new StringBuilder();
        string minute = "";
        for (int i = 0; i < Lines; i++)
        {
            // Long runs of lines without a time: longer than what is looked at once, too.
            if (i == 0 || random.Next(i % 30_000 > 20_000 ? 5_000 : 3) == 0)
            {
                var time = new DateTime(2026, 11, 20, 8, i * 50 / Lines, random.Next(60), DateTimeKind.Utc);
                minute = time.ToString("yyyy-MM-dd'T'HH:mm:00'Z'", CultureInfo.InvariantCulture);
                text.Append(time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)).Append(" web01 shop[1]: INFO ");
            }

            text.Append("order ").Append(i).Append(" of somebody who bought ").Append('x', random.Next(120)).Append('\n');
            if (random.Next(10) == 0)
                text.Append("\tand more\n");
            if (random.Next(20) == 0)
                text.Append('\n');
            expected[minute] = expected.GetValueOrDefault(minute) + 1;
        }

        File.WriteAllText(temp["shop/root.log"], text.ToString());
        using RootedFolder folder = RootedFolder.Open(temp.Path, create: false);

        List<string> found = [.. RowCollector.Run("order | stats by (_time:1m) count() n", new FolderSource(folder, TimeProvider.System)).Select(RowCollector.Text)];

        Assert.True(text.Length > 3 * (4 << 20));
        Assert.Equal(
            expected.Select(static pair => $"_time={pair.Key}; n={pair.Value}").Order(StringComparer.Ordinal),
            found.Order(StringComparer.Ordinal));
    }
}
