using System.Text.Json;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed class ParsingConformanceTests
{
    /// <summary>Listed in docs/query.md with their reasons.</summary>
    private static readonly HashSet<string> KnownMisses = ["ÿ"];

    [Fact]
    public void Parses_what_the_reference_parses_and_agrees_on_the_canonical_form()
    {
        var misses = new List<string>();
        int total = 0;
        int sameText = 0;
        foreach (JsonElement c in Corpus.OfKind("query_ok").Where(c => !KnownMisses.Contains(c.GetProperty("query").GetString()!)))
        {
            total++;
            string query = c.GetProperty("query").GetString()!;
            string canonical = c.GetProperty("canonical").GetString()!;
            try
            {
                string ours = LogsQuery.Parse(query, Corpus.Now).ToString();
                string theirs = LogsQuery.Parse(canonical, Corpus.Now).ToString();
                sameText += ours == canonical ? 1 : 0;
                if (ours != theirs)
                {
                    misses.Add($"{query} ⇒ {ours}, wanted {canonical}, which is {theirs}");
                }
                else if (ours != canonical)
                {
                    TestContext.Current.TestOutputHelper?.WriteLine($"differs: {ours} | {canonical}");
                }
            }
            catch (LogsQlException e)
            {
                misses.Add($"{query}: {e.Message} at {e.Position}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{sameText} of {total} canonical forms are the same text");
        Assert.True(misses.Count == 0, $"{misses.Count} of {total} missed:\n{string.Join('\n', misses)}");
    }

    [Theory]
    [InlineData("query_fail", "")]
    [InlineData("pipe_fail", "* | ")]
    [InlineData("stats_fail", "* | stats ")]
    public void Refuses_what_the_reference_refuses(string kind, string prefix)
    {
        List<string> misses = [];
        foreach (JsonElement c in Corpus.OfKind(kind))
        {
            string query = prefix + c.GetProperty("query").GetString() + (kind == "stats_fail" ? " as result_name" : "");
            if (TryParse(query) is null)
            {
                misses.Add($"{query} ⇒ {LogsQuery.Parse(query, Corpus.Now)}");
            }
        }

        Assert.True(misses.Count == 0, $"{misses.Count} of {Corpus.OfKind(kind).Count()} missed:\n{string.Join('\n', misses)}");
    }

    [Theory]
    [InlineData("pipe_ok", "* | ", "")]
    [InlineData("stats_ok", "* | stats ", " as result_name")]
    public void Parses_pipes_and_functions_that_the_reference_parses(string kind, string prefix, string suffix)
    {
        List<string> misses = [];
        foreach (JsonElement c in Corpus.OfKind(kind))
        {
            string query = prefix + c.GetProperty("query").GetString() + suffix;
            string? error = TryParse(query);
            if (error is not null)
            {
                misses.Add($"{query}: {error}");
                continue;
            }

            string once = LogsQuery.Parse(query, Corpus.Now).ToString();
            if (TryParse(once) is { } again || LogsQuery.Parse(once, Corpus.Now).ToString() != once)
            {
                misses.Add($"{query} ⇒ {once} does not come back");
            }
        }

        Assert.True(misses.Count == 0, $"{misses.Count} of {Corpus.OfKind(kind).Count()} missed:\n{string.Join('\n', misses)}");
    }

    private static string? TryParse(string query)
    {
        try
        {
            LogsQuery.Parse(query, Corpus.Now);
            return null;
        }
        catch (LogsQlException e)
        {
            return $"{e.Message} at {e.Position}";
        }
    }
}
