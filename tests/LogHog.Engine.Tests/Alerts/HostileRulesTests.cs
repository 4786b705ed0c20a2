using System.Diagnostics;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Alerts;

/// <summary>Rules that mean harm, or nothing: refused with the key and advice, or as cheap as any other.</summary>
public sealed class HostileRulesTests
{
    public static TheoryData<string, string, string> Refused { get; } = new()
    {
        { "query", "(a", "at character" },
        { "query", "a)", "at character" },
        { "query", "\"a", "at character" },
        { "query", "* | stats count()", "no place in a rule" },
        { "query", "* | sort by (_time)", "no place in a rule" },
        { "query", "user:in(error | fields user)", "its values" },
        { "query", "_time:5m error", "take _time out" },
        { "query", "_time:2026-01-01", "take _time out" },
        { "query", "~\"(\"", "not valid" },
        { "query", "~\"(a{1,1000}){1,1000}\"", "" },
        { "query", "~\"((((a{100}){100}){100}){100})\"", "" },
        { "query", new string('a', 20_000), "at most 16384" },
        { "query", new string('(', 5_000), "" },
        { "include", "(", "not valid" },
        { "include", "ok\n(", "pattern 2" },
        { "include", "a{1,100000}", "" },
        { "include", "((((((a{10}){10}){10}){10}){10}){10})", "" },
        { "include", "(?=x)", "" },
        { "include", "(a)\\1", "" },
        { "exclude", "[", "lacks a ']'" },
        { "exclude", new string('a', 5_000), "at most 4096" },
        { "exclude", string.Join('\n', Enumerable.Repeat("a", 501)), "at most 500" },
        { "group_by", string.Join(',', Enumerable.Range(0, 17).Select(static i => "f" + i)), "at most 16" },
        { "group_by", new string('f', 200), "names with commas" },
        { "facility", "a*b", "shop:web" },
        { "facility", ":web", "shop:web" },
        { "facility", "shop:", "shop:web" },
        { "facility", string.Join(',', Enumerable.Range(0, 501).Select(static i => "f" + i)), "at most 500" },
        { "kind", "treshold", "one of: match, threshold, silence, new" },
        { "within", "5", "with its unit" },
        { "within", "0s", "from 1s" },
        { "within", "-5m", "with its unit" },
        { "within", "900y", "" },
        { "within", "5m", "kind = threshold or kind = silence" },
        { "more_than", "3", "write kind = threshold" },
        { "more_than", "-1", "whole number" },
        { "more_than", "99999999999999999999", "whole number" },
        { "for", "5m", "take it out" },
        { "repeat_every", "5m", "write throttle" },
        { "learn", "5m", "write kind = new" },
        { "severity", "fatal", "one of: info" },
        { "title", "{", "brace" },
        { "title", "{}", "brace" },
        { "title", "a {host", "brace" },
        { "enabled", "perhaps", "one of: yes" },
        { "chanels", "phone", "did you mean channels" },
        { "qery", "x", "did you mean query" },
        { "nonsense", "x", "nonsense" },
        { "query]\n[auth", "x", "" },
        { "[x]", "y", "" },
    };

    public static TheoryData<string, string> Bounded { get; } = new()
    {
        { "query", "~\"(a+)+$\"" },
        { "query", "~\"(a|a)*b\"" },
        { "query", "~\"(.*)*x\"" },
        { "query", "~\"(x+x+)+y\"" },
        { "query", "~\"^(([a-z])+.)+[A-Z]([a-z])+$\"" },
        { "query", "unknown_field:x other.unknown:>7 third:~\"a\"" },
        { "query", $"in({string.Join(',', Enumerable.Range(0, 1_500).Select(static i => "w" + i))})" },
        { "query", string.Join(" or ", Enumerable.Range(0, 800).Select(static i => "word" + i)) },
        { "include", string.Join('\n', Enumerable.Range(0, 500).Select(static i => $"(w{i}+)+$")) },
        { "exclude", string.Join('\n', Enumerable.Range(0, 500).Select(static i => $"noise{i}.*end")) },
        { "include", "(.*.*.*.*.*)*z" },
        { "title", "{user}{user}{user}{{{{}}}}" },
        { "group_by", "unknown, also.unknown" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Is_refused_with_its_key_and_advice(string key, string value, string advice)
    {
        AlertSettings? rule = AlertRuleFiles.Check("r", new Dictionary<string, string> { [key] = value }, static _ => true, out IReadOnlyList<ConfigurationProblem> errors);

        Assert.Null(rule);
        Assert.All(errors, static error => Assert.NotEmpty(error.Message));
        Assert.Contains(errors, error => error.ToString().Contains(advice, StringComparison.Ordinal));
        Assert.All(errors, static error => Assert.DoesNotContain('\n', error.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    [InlineData("a]b")]
    public void A_name_that_would_be_more_than_a_name_is_refused(string name)
    {
        Assert.Null(AlertRuleFiles.Check(name, new Dictionary<string, string>(), static _ => true, out IReadOnlyList<ConfigurationProblem> errors));
        Assert.NotEmpty(errors);
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public void Takes_time_in_proportion_to_the_text_only(string key, string value)
    {
        RuleStage stage = new("query = *");
        AlertSettings? rule = AlertRuleFiles.Check("r", new Dictionary<string, string> { [key] = value }, static _ => true, out IReadOnlyList<ConfigurationProblem> errors);
        Assert.True(rule is not null, string.Join('\n', errors));

        // An exponential pattern would not end before the sun does.
        Row row = new();
        row.Add("_msg", System.Text.Encoding.UTF8.GetBytes(new string('a', 20_000) + "!"));
        long start = Stopwatch.GetTimestamp();
        rule.Filter.Matches(row);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
        stage.Event(1, new string('a', 20_000));
    }

    [Fact]
    public void A_value_of_the_api_cannot_become_another_key_or_section()
    {
        Dictionary<string, string> keys = new() { ["title"] = "x\n[auth]\nanonymous_query = yes", ["query"] = "a" };
        AlertSettings? rule = AlertRuleFiles.Check("r", keys, static _ => true, out IReadOnlyList<ConfigurationProblem> errors);
        Assert.Null(rule);
        Assert.Contains("title", Assert.Single(errors).Key, StringComparison.Ordinal);
    }
}
