using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

/// <summary>Where a query's words stand in a value, and what else they might have meant.</summary>
public sealed class QueryMarksTests
{
    [Theory]
    [InlineData("one", "[one] two stone [one]")]
    [InlineData("\"two st\"*", "one [two st]one one")]
    [InlineData("*on*", "[on]e two st[on]e [on]e")]
    [InlineData("i(ONE)", "[one] two stone [one]")]
    [InlineData("~\"on?\"", "[on]e tw[o] st[on]e [on]e")]
    [InlineData("~\"[a-z]+e\"", "[one] two [stone] [one]")]
    [InlineData("one or two !stone", "[one] [two] stone [one]")]
    [InlineData("contains_any(two, stone)", "one [two] [stone] one")]
    [InlineData("seq(two, one)", "one [two] stone [one]")]
    [InlineData("\"one two\" \"two stone\"", "[one two stone] one")]
    [InlineData("level:one", "one two stone one")]
    [InlineData("!one", "one two stone one")]
    public void Marks_what_the_query_looks_for(string query, string marked) =>
        Assert.Equal(marked, Marked(query, "one two stone one"));

    [Fact]
    public void Places_are_counted_in_bytes() => Assert.Equal("señor [día] señor", Marked("~\"d.a\"", "señor día señor"));

    [Theory]
    [InlineData("one", Loosening.InsideWords, "*one*")]
    [InlineData("level:error one*", Loosening.InsideWords, "level:*error* *one*")]
    [InlineData("{app=\"x\"} one !two", Loosening.AnyCase, "{app=\"x\"} i(one) !two")]
    [InlineData("a.b", Loosening.InsideWordsAnyCase, "~\"(?i)a[.]b\"")]
    [InlineData("one | stats count()", Loosening.InsideWords, "*one*")]
    public void Loosens_whole_words_only(string query, Loosening how, string loose) =>
        Assert.Equal(loose, QueryAdvice.Loosen(LogsQuery.Parse(query, 0), how)?.ToString());

    [Theory]
    [InlineData("*one*")]
    [InlineData("level:=\"error\"")]
    [InlineData("*")]
    public void Has_nothing_to_loosen_where_no_word_is_whole(string query) =>
        Assert.Null(QueryAdvice.Loosen(LogsQuery.Parse(query, 0), Loosening.InsideWords));

    private static string Marked(string query, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        var shown = new List<byte>();
        int at = 0;
        foreach ((int start, int length) in new QueryMarks(LogsQuery.Parse(query, 0), "_msg").Find(bytes))
        {
            shown.AddRange([.. bytes[at..start], (byte)'[', .. bytes[start..(start + length)], (byte)']']);
            at = start + length;
        }

        shown.AddRange(bytes[at..]);
        return Encoding.UTF8.GetString([.. shown]);
    }
}
