using System.Text.Json;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed class PipeConformanceTests
{
    private static readonly string[] OrderedPipes = ["sort", "order", "first", "last", "top", "limit", "head", "offset", "skip"];

    [Fact]
    public void Changes_rows_as_the_reference_does()
    {
        List<string> misses = [];
        int total = 0;
        foreach (JsonElement c in Corpus.OfKind("pipe"))
        {
            total++;
            string query = c.GetProperty("query").GetString()!;
            try
            {
                List<string> got = [.. RowCollector.Run("* | " + query, Corpus.ToSource(c.GetProperty("rows"))).Select(RowCollector.Text)];
                List<string> wanted = [.. Corpus.ToSource(c.GetProperty("expected")).Rows.Select(RowCollector.Text)];
                if (!OrderedPipes.Contains(query.Split(' ')[0]))
                {
                    got.Sort(StringComparer.Ordinal);
                    wanted.Sort(StringComparer.Ordinal);
                }

                if (!got.SequenceEqual(wanted))
                {
                    misses.Add($"{query}\n   got    {string.Join(" | ", got)}\n   wanted {string.Join(" | ", wanted)}");
                }
            }
            catch (LogsQlException e)
            {
                misses.Add($"{query}: {e.Message} at {e.Position}");
            }
        }

        Assert.True(misses.Count == 0, $"{misses.Count} of {total} missed:\n{string.Join('\n', misses)}");
    }
}
