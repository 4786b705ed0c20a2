using LogHog.Engine.Query.Values;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Query;

public sealed class FilterTests
{
    [Theory]
    [InlineData("error", "an error: no", true)]
    [InlineData("error", "errors", false)]
    [InlineData("error", "my_error", false)]
    [InlineData("error", "Ошибка error", true)]
    [InlineData("rror", "éerror", false)]
    [InlineData("\"=5\"", "x=5", true)]
    [InlineData("\"=5\"", "x=55", false)]
    [InlineData("\"\"", "", true)]
    [InlineData("\"\"", "x", false)]
    [InlineData("err*", "an error", true)]
    [InlineData("err*", "terror", false)]
    [InlineData("*rro*", "terror", true)]
    [InlineData("i(ÉCOLE)", "une école", true)]
    [InlineData("i(éc*)", "une École", true)]
    [InlineData("i(cole)", "école", false)]
    [InlineData("=\"a b\"", "a b", true)]
    [InlineData("=\"a b\"", "a b ", false)]
    [InlineData("=a*", "ab", true)]
    [InlineData("=a*", "ba", false)]
    [InlineData("~\"^a.c$\"", "abc", true)]
    [InlineData("~\"^a.c$\"", "abc\n", false)]
    [InlineData("~\"(?m)^b$\"", "a\nb\nc", true)]
    [InlineData("~\"\\\\d\"", "٣", false)]
    [InlineData("~\"[[:digit:]]+x\"", "12x", true)]
    [InlineData("~\"[^\\\\W]z\"", "-z", false)]
    [InlineData("~\"\\\\Qa.b\\\\E\"", "a.b", true)]
    [InlineData("~\"\\\\pL{2}\"", "éà", true)]
    [InlineData("~\"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\"", "id 5eda7e46-00e2-bce1-936b-f910baeebb48", true)]
    [InlineData(">10", "10.5", true)]
    [InlineData(">10", "9", false)]
    [InlineData(">10", "abc", false)]
    [InlineData(">=1KiB", "1024", true)]
    [InlineData("<1m", "59s", true)]
    [InlineData("<1m", "61s", false)]
    [InlineData(">1.2.3.4", "1.2.3.5", true)]
    [InlineData(">2026-11-20", "2026-11-21", true)]
    [InlineData("range(1, 2)", "1", false)]
    [InlineData("range[1, 2)", "1", true)]
    [InlineData("range[0x10, 0x20]", "20", true)]
    [InlineData("string_range(a, c)", "bzz", true)]
    [InlineData("string_range(a, c)", "c", false)]
    [InlineData("len_range(2, 3)", "éà", true)]
    [InlineData("len_range(2, 3)", "é", false)]
    [InlineData("ipv4_range(\"10.0.0.0/8\")", "10.255.255.255", true)]
    [InlineData("ipv4_range(\"10.0.0.0/8\")", "11.0.0.0", false)]
    [InlineData("ipv4_range(\"10.0.0.0/8\")", "10.0.0", false)]
    [InlineData("in(a, \"b c\")", "b c", true)]
    [InlineData("in(a, b)", "ab", false)]
    [InlineData("in()", "", false)]
    [InlineData("contains_any(x, y)", "a y", true)]
    [InlineData("contains_any()", "a", false)]
    [InlineData("contains_all(x, y)", "y x", true)]
    [InlineData("contains_all(x, y)", "y xx", false)]
    [InlineData("contains_all()", "a", true)]
    [InlineData("seq(a, b)", "a then b", true)]
    [InlineData("seq(a, b)", "b then a", false)]
    [InlineData("value_type(uint16)", "256", true)]
    [InlineData("value_type(uint8)", "007", false)]
    [InlineData("value_type(ipv4)", "1.2.3.4", true)]
    [InlineData("value_type(iso8601)", "2026-11-20T00:00:00Z", true)]
    [InlineData("value_type(string)", "x1", true)]
    [InlineData("pattern_match(\"user <N> from <IP4>\")", "the user 42 from 1.2.3.4 came", true)]
    [InlineData("pattern_match(\"user <N> from <IP4>\")", "user bob from 1.2.3.4", false)]
    [InlineData("pattern_match_full(\"<DATETIME> <W>\")", "2026-11-20T01:02:03.5Z ok", true)]
    [InlineData("pattern_match_full(\"<W>\")", "two words", false)]
    [InlineData("pattern_match_full(\"<UUID>\")", "5eda7e46-00e2-bce1-936b-f910baeebb48", true)]
    public void Matches(string filter, string value, bool matches)
    {
        var row = new Row();
        row.Set("_msg", Utf8.Encode(value));
        Assert.Equal(matches, LogsQuery.ParseFilter(filter, Corpus.Now).Matches(row));
    }

    [Theory]
    [InlineData("_time:1h", "2026-11-19T23:00:00Z", true)]
    [InlineData("_time:1h", "2026-11-20T00:00:00Z", false)]
    [InlineData("_time:>1h", "2026-11-19T22:59:59Z", true)]
    [InlineData("_time:2026", "2026-12-31T23:59:59.999999999Z", true)]
    [InlineData("_time:2026-02", "2026-03-01T00:00:00Z", false)]
    [InlineData("_time:2026-11-20T01+01:00", "2026-11-20T00:30:00Z", true)]
    [InlineData("_time:[2026-11-18, 2026-11-19]", "2026-11-19T23:59:59Z", true)]
    [InlineData("_time:[2026-11-18, 2026-11-19)", "2026-11-19T00:00:00Z", false)]
    [InlineData("_time:(1763596800, now]", "2025-11-20T00:00:00Z", false)]
    [InlineData("_time:1h offset 1d", "2026-11-18T23:30:00Z", true)]
    [InlineData("_time:day_range[08:00, 18:00)", "2026-11-18T17:59:59Z", true)]
    [InlineData("_time:day_range[08:00, 18:00)", "2026-11-18T18:00:00Z", false)]
    [InlineData("_time:day_range[08:00, 18:00) offset 2h", "2026-11-18T06:30:00Z", true)]
    [InlineData("_time:week_range[Mon, Fri]", "2026-11-20T12:00:00Z", true)]
    [InlineData("_time:week_range[Mon, Fri)", "2026-11-20T12:00:00Z", false)]
    [InlineData("_time:week_range[Sat, Sun]", "2026-11-22T12:00:00Z", true)]
    public void Matches_moments(string filter, string time, bool matches)
    {
        var row = new Row();
        row.Set("_time", Utf8.Encode(time));
        Assert.Equal(matches, LogsQuery.ParseFilter(filter, Corpus.Now).Matches(row));
    }

    [Theory]
    [InlineData("{app=\"shop\"}", true)]
    [InlineData("{app=\"sho\"}", false)]
    [InlineData("{app=~\"sho\"}", false)]
    [InlineData("{app=~\"sho.\"}", true)]
    [InlineData("{app!~\"x.*\",host!=\"b\"}", true)]
    [InlineData("{app=\"x\" or host=\"a\"}", true)]
    [InlineData("{app in (\"x\",\"shop\")}", true)]
    [InlineData("{app not_in (\"x\",\"shop\")}", false)]
    [InlineData("{status=\"500\"}", false)]
    [InlineData("{module=\"\"}", true)]
    [InlineData("{}", true)]
    public void Matches_streams(string filter, bool matches)
    {
        var row = new Row();
        row.Set("app", "shop"u8.ToArray());
        row.Set("host", "a"u8.ToArray());
        row.Set("status", "500"u8.ToArray());
        Assert.Equal(matches, LogsQuery.ParseFilter(filter, Corpus.Now).Matches(row));
    }
}
