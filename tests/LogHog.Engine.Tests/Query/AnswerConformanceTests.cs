using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed class AnswerConformanceTests
{
    [Fact]
    public void Finds_the_events_that_the_reference_finds() => Check(pipes: false, CheckCount);

    private static void Check(bool pipes, Func<JsonElement, List<Row>, string?> compare)
    {
        MemoryRowSource events = Corpus.Events();
        List<string> misses = [];
        int total = 0;
        foreach (JsonElement answer in Corpus.Answers.Where(a => a.TryGetProperty("rows", out _) == pipes))
        {
            total++;
            string query = answer.GetProperty("query").GetString()!;
            try
            {
                if (compare(answer, RowCollector.Run(query, events)) is { } miss)
                {
                    misses.Add($"{query}: {miss}");
                }
            }
            catch (LogsQlException e)
            {
                misses.Add($"{query}: {e.Message} at {e.Position}");
            }
        }

        Assert.True(misses.Count == 0, $"{misses.Count} of {total} missed:\n{string.Join('\n', misses)}");
    }

    private static string? CheckCount(JsonElement answer, List<Row> rows)
    {
        int count = answer.GetProperty("count").GetInt32();
        if (count != rows.Count)
        {
            return $"{rows.Count} rows, wanted {count}";
        }

        IEnumerable<string> lines = rows
            .Select(row => $"{Encoding.UTF8.GetString(row.Get("_time"))}\t{Encoding.UTF8.GetString(row.Get("_msg"))}\n")
            .Order(StringComparer.Ordinal);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        return hash == answer.GetProperty("sha256_time_msg").GetString() ? null : "other rows";
    }
}
