using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed class ParserErrorTests
{
    [Theory]
    [InlineData("error | statz count()", 8, "did you mean stats?")]
    [InlineData("* | stats cuont()", 10, "did you mean count?")]
    [InlineData("user:inn(a, b)", 5, "did you mean in?")]
    [InlineData("foo \"bar", 4, "never closed")]
    [InlineData("(foo", 4, "the query ends where ')'")]
    [InlineData("_time:5x", 6, "neither a time nor a duration")]
    [InlineData("_time:[2026-99-01, now]", 7, "is no time")]
    [InlineData("a:range(1, x)", 11, "'x' is not a number")]
    [InlineData("a:~\"(\"", 3, "not valid")]
    [InlineData("* | extract \"abc\"", 12, "names no field")]
    [InlineData("foo = bar", 6, "needs a field and a colon")]
    [InlineData("", 0, "a filter ('*' finds everything)")]
    public void Says_what_is_wrong_and_where(string query, int position, string part)
    {
        LogsQlException e = Assert.Throws<LogsQlException>(() => LogsQuery.Parse(query, Corpus.Now));
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.Equal(position, e.Position);
    }

    [Fact]
    public void Every_prefix_of_every_query_is_parsed_or_refused_but_never_more()
    {
        foreach (string query in Corpus.OfKind("query_ok").Select(c => c.GetProperty("query").GetString()!))
        {
            for (int length = 0; length <= query.Length; length++)
            {
                try
                {
                    LogsQuery.Parse(query[..length], Corpus.Now).ToString();
                }
                catch (LogsQlException e)
                {
                    Assert.InRange(e.Position, -1, length);
                }
            }
        }
    }

    [Fact]
    public void Random_tokens_are_parsed_or_refused_but_never_more()
    {
        Random random = TestKit.SeededRandom.Create();
        string[] tokens =
        [
            "a", "in", "(", ")", ",", "|", ":", "*", "!", "-", "=", "~", ">", "<", "\"x y\"", "'", "\"", "`", "{", "}", "[", "]", "_time", "_stream", "5m", "1", "stats",
            "by", "count", "()", "as", "if", "sort", "limit", "math", "+", "fields", "uniq", "extract", "\"<a>b\"", "offset", "now", "range", "\\", "é", "#", "\n", "\u0000", "\uD800",
        ];
        for (int i = 0; i < 20_000; i++)
        {
            string query = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => tokens[random.Next(tokens.Length)] + (random.Next(2) == 0 ? " " : "")));
            if (TryParse(query) is { } once)
            {
                Assert.True(TryParse(once) == once, $"{query} ⇒ {once} ⇒ {TryParse(once)}");
            }
        }
    }

    private static string? TryParse(string query)
    {
        try
        {
            return LogsQuery.Parse(query, Corpus.Now).ToString();
        }
        catch (LogsQlException e)
        {
            Assert.InRange(e.Position, -1, query.Length);
            return null;
        }
    }
}
