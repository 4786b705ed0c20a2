using System.Text;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed class RequirementsTests
{
    private static readonly string[] Vocabulary = ["foo", "bar", "fo", "o", "x_1", "é", "Error", "12", "3.5", "foobar"];

    private static readonly string[] Separators = [" ", ".", "-", "=", "\"", "  ", ":"];

    /// <summary>What a Bloom filter or a time range refuses must never match: on random filters and random values.</summary>
    [Fact]
    public void Never_refuses_a_row_that_matches()
    {
        Random random = TestKit.SeededRandom.Create();
        int matched = 0;
        int refused = 0;
        for (int i = 0; i < 30_000; i++)
        {
            string text = RandomFilter(random, depth: 2);
            Filter filter = LogsQuery.ParseFilter(text, Corpus.Now);
            var row = new Row();
            row.Set("_msg", Utf8.Encode(RandomText(random)));
            row.Set("a", Utf8.Encode(random.Next(4) == 0 ? "" : RandomText(random)));
            row.Set("_time", Utf8.Encode($"2026-11-{random.Next(18, 20)}T0{random.Next(10)}:00:00Z"));
            Assert.True(row.TryGetTime(out long unixNs));
            QueryRequirements requirements = QueryRequirements.Of(filter);
            bool may = requirements.Time.Contains(unixNs) && requirements.Words.MayMatch((field, word) => HasWord(row.Get(field), word.Span));
            bool matches = filter.Matches(row);
            matched += matches ? 1 : 0;
            refused += may ? 0 : 1;
            Assert.True(may || !matches, $"{text} refuses {RowCollector.Text(row)}");
        }

        Assert.True(matched > 1_000 && refused > 1_000, $"{matched} matched, {refused} refused");
    }

    [Fact]
    public void Tells_the_fields_that_a_query_reads()
    {
        NeededFields needed = QueryRequirements.Of(LogsQuery.Parse(
            "err:x {app=\"a\"} | extract \"u=<u>\" from b | rename c as d | stats by (d) sum(u) if (e:1) as s | fields s", Corpus.Now)).Fields;
        Assert.False(needed.All);
        Assert.Equal(["app", "b", "c", "e", "err"], needed.Names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("* | delete a", true)]
    [InlineData("* | fields a, b*", false)]
    [InlineData("* | sort by (x) | limit 3", true)]
    [InlineData("* | count()", false)]
    [InlineData("* | pack_json as x | fields x", true)]
    [InlineData("* | field_names", true)]
    public void Tells_whether_all_fields_are_read(string query, bool all) => Assert.Equal(all, QueryRequirements.Of(LogsQuery.Parse(query, Corpus.Now)).Fields.All);

    [Theory]
    [InlineData("* | limit 5", 5L)]
    [InlineData("* | len(a) as b | limit 7", 7L)]
    [InlineData("* | filter a:b | limit 5", 5L)]
    [InlineData("* | len(x) | filter a:b | limit 5", null)]
    [InlineData("* | sort by (a) | limit 5", null)]
    [InlineData("*", null)]
    public void Tells_how_many_rows_are_enough(string query, long? rows) => Assert.Equal(rows, QueryRequirements.Of(LogsQuery.Parse(query, Corpus.Now)).RowsMax);

    [Theory]
    [InlineData("* | count()", true)]
    [InlineData("* | extract \"a=<a> \" | a:x | top 3 by (a)", true)]
    [InlineData("* | unroll a | uniq by (a)", true)]
    [InlineData("* | math rand() as a | top by (a)", false)]
    [InlineData("* | sample 10 | count()", false)]
    [InlineData("* | limit 10 | count()", false)]
    [InlineData("* | sort by (a) | count()", false)]
    [InlineData("* | fields a", false)]
    [InlineData("*", false)]
    public void Tells_whether_equal_rows_may_come_as_one(string query, bool allows) =>
        Assert.Equal(allows, QueryRequirements.Of(LogsQuery.Parse(query, Corpus.Now)).AllowsWeights);

    [Theory]
    [InlineData("* | stats by (_time:1m, a) count()", 60_000_000_000L, 0L)]
    [InlineData("* | filter b:x | stats by (_time:1h offset 30m) sum(a) as s", 3_600_000_000_000L, 1_800_000_000_000L)]
    [InlineData("* | stats by (_time:week) count()", 604_800_000_000_000L, 345_600_000_000_000L)]
    [InlineData("* | stats by (_time:month) count()", null, null)]
    [InlineData("* | stats by (_time) count()", null, null)]
    [InlineData("* | stats by (_time:1m) max(_time)", null, null)]
    [InlineData("* | stats by (_time:1m) row_any()", null, null)]
    [InlineData("* | stats by (_time:1m) count() if (_time:1h)", null, null)]
    [InlineData("* | delete x | filter _time:1h | stats by (_time:1m) count()", null, null)]
    [InlineData("* | rename _time as t | stats by (t:1m) count()", null, null)]
    public void Tells_the_steps_in_which_time_is_read(string query, long? step, long? offset)
    {
        TimeStep? found = QueryRequirements.Of(LogsQuery.Parse(query, Corpus.Now)).TimeStep;
        Assert.Equal((step, offset), (found?.StepNs, found?.OffsetNs));
    }

    [Theory]
    [InlineData("* | sort by (_time desc) | limit 5", 5L, null)]
    [InlineData("* | extract \"a=<a> \" | sort by (_time) desc offset 3 limit 5", 8L, null)]
    [InlineData("* | fields _time | last 4 by (_time)", 4L, null)]
    [InlineData("* | first 4 by (_time)", null, 4L)]
    [InlineData("* | sort by (_time desc)", null, null)]
    [InlineData("* | sort by (_time desc, a) | limit 5", null, null)]
    [InlineData("* | sort by (_time desc) partition by (a) limit 5", null, null)]
    [InlineData("* | filter a:b | len(a) as c | filter c:>3 | sort by (_time desc) | limit 5", null, null)]
    [InlineData("* | len(a) as _time | last 5 by (_time)", null, null)]
    [InlineData("* | delete _time | last 5 by (_time)", null, null)]
    public void Tells_how_many_of_the_newest_or_oldest_rows_are_enough(string query, long? newest, long? oldest)
    {
        QueryRequirements requirements = QueryRequirements.Of(LogsQuery.Parse(query, Corpus.Now));
        Assert.Equal((newest, oldest), (requirements.Newest, requirements.Oldest));
    }

    [Fact]
    public void Tells_streams_and_conditions_on_one_field()
    {
        QueryRequirements requirements = QueryRequirements.Of(LogsQuery.Parse("{app=\"shop\"} host:=web-1 error (a or b) {module!=\"x\"}", Corpus.Now));
        Assert.Equal("{app=\"shop\",module!=\"x\"}", Assert.Single(requirements.Streams).ToString());
        Assert.Equal("host:=\"web-1\"", Assert.Single(requirements.On("host")).ToString());
    }

    private static bool HasWord(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word)
    {
        foreach (Range range in LogHog.Engine.Query.Values.Words.Split(value))
        {
            if (value[range].SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            text.Append(Vocabulary[random.Next(Vocabulary.Length)]).Append(Separators[random.Next(Separators.Length)]);
        }

        return text.ToString(0, text.Length - random.Next(2));
    }

    private static string RandomFilter(Random random, int depth)
    {
        string quoted = $"\"{RandomText(random).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        string word = Vocabulary[random.Next(Vocabulary.Length)];
        string field = random.Next(2) == 0 ? "" : "a:";
        string Nested() => RandomFilter(random, depth - 1);
        return random.Next(depth > 0 ? 18 : 14) switch
        {
            0 => field + quoted,
            1 => field + quoted + "*",
            2 => $"{field}={quoted}",
            3 => $"{field}={quoted}*",
            4 => $"{field}~\"{word}.*{Vocabulary[random.Next(4)]}\"",
            5 => $"{field}~\"{word} +{word}|x\"",
            6 => $"{field}in({quoted}, \"{word}\")",
            7 => $"{field}contains_all({word}, {Vocabulary[random.Next(4)]})",
            8 => $"{field}contains_any({word}, {quoted})",
            9 => $"{field}seq({word}, {Vocabulary[random.Next(4)]})",
            10 => $"{field}*{word}*",
            11 => $"{field}i({word})",
            12 => $"_time:2026-11-18T0{random.Next(10)}",
            13 => $"{field}\"{word}\"",
            14 => $"!({Nested()})",
            15 => $"({Nested()} or {Nested()})",
            16 => $"({Nested()} {Nested()})",
            _ => $"a:({word} or {Vocabulary[random.Next(4)]})",
        };
    }
}
