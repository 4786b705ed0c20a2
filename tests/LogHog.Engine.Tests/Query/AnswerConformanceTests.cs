using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed partial class AnswerConformanceTests
{
    /// <summary>The last digits of an average depend on the order in which its numbers were added up; see docs/query.md.</summary>
    [GeneratedRegex(@"\d+\.\d{11,}", RegexOptions.None, 1000)]
    private static partial Regex LongFraction();

    /// <summary>Any three of the values are a right answer; see docs/query.md.</summary>
    private const string AnyThree = "module:web.requests | field_values status limit 3";

    [Fact]
    public void Finds_the_events_that_the_reference_finds() => Check(Corpus.Events(), pipes: false, CheckCount);

    [Fact]
    public void Answers_with_the_rows_that_the_reference_answers_with() => Check(Corpus.Events(), pipes: true, CheckRows);

    /// <summary>That a source which holds the corpus's events gives the reference's answers.</summary>
    internal static void CheckAll(IRowSource events)
    {
        Check(events, pipes: false, CheckCount);
        Check(events, pipes: true, CheckRows);
    }

    private static void Check(IRowSource events, bool pipes, Func<JsonElement, List<Row>, string?> compare)
    {
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

    private static string? CheckRows(JsonElement answer, List<Row> rows)
    {
        if (answer.GetProperty("query").GetString() == AnyThree)
        {
            return rows.Count == 3 && rows.TrueForAll(row => Encoding.UTF8.GetString(row.Get("hits")) == "0") ? null : "not three values with unknown hits";
        }

        List<string> got = [.. rows.Select(TextWithoutStreamId)];
        List<string> wanted = [.. Corpus.ToSource(answer.GetProperty("rows")).Rows.Select(TextWithoutStreamId)];
        if (!answer.TryGetProperty("ordered", out JsonElement ordered) || !ordered.GetBoolean())
        {
            got.Sort(StringComparer.Ordinal);
            wanted.Sort(StringComparer.Ordinal);
        }

        return got.SequenceEqual(wanted)
            ? null
            : $"\n   got    {Shorten(string.Join(" | ", got.Except(wanted)))}\n   wanted {Shorten(string.Join(" | ", wanted.Except(got)))} ({got.Count}, {wanted.Count})";
    }

    private static string TextWithoutStreamId(Row row)
    {
        row.Remove("_stream_id");
        return LongFraction().Replace(RowCollector.Text(row), match => double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G12", CultureInfo.InvariantCulture));
    }

    private static string Shorten(string text) => text.Length > 400 ? text[..400] + "…" : text;
}
