using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LogHog.Engine.Query.Values;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Query;

public sealed class RequiredRunTests
{
    private static readonly (string Pattern, Func<Random, string> Text)[] Pieces =
    [
        ("[0-9]{4}", static random => Repeat(4, () => Digit(random))),
        ("\\d", Digit),
        ("\\d{2,}", static random => Repeat(random.Next(2, 5), () => Digit(random))),
        ("[k-z]+", static random => Repeat(random.Next(1, 20), () => ((char)random.Next('k', 'z' + 1)).ToString())),
        ("x", static _ => "x"),
        (" ", static _ => " "),
        ("\\.", static _ => "."),
        ("(a|bc)", static random => random.Next(2) == 0 ? "a" : "bc"),
        ("(q[0-9]){2}", static random => Repeat(2, () => "q" + Digit(random))),
        (".*", static random => Repeat(random.Next(4), () => "é")),
        ("\\w{2,3}?", static random => Repeat(random.Next(2, 4), () => "_")),
        ("[^a]", static _ => "é"),
        ("[a\\d_-]", static random => random.Next(2) == 0 ? "-" : Digit(random)),
        ("y?", static random => random.Next(2) == 0 ? "" : "y"),
        ("z*", static random => Repeat(random.Next(3), () => "z")),
        ("é", static _ => "é"),
        ("\\s", static _ => "\n"),
        ("[[:digit:]]", Digit),
        ("\\x41", static _ => "A"),
    ];

    [Fact]
    public void Every_match_of_a_pattern_contains_its_run()
    {
        Random random = SeededRandom.Create();
        int runs = 0;
        for (int i = 0; i < 2000; i++)
        {
            (string Pattern, Func<Random, string> Text)[] pieces = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Pieces[random.Next(Pieces.Length)])];
            string pattern = string.Concat(pieces.Select(static piece => piece.Pattern));
            byte[] text = Encoding.UTF8.GetBytes("12 ab" + string.Concat(pieces.Select(piece => piece.Text(random))) + " 34");
            Assert.True(new TextPattern(pattern).IsMatch(text), pattern);
            if (RequiredRun.Of(pattern) is not { } run)
                continue;
            runs++;
            Assert.True(run.IndexIn(text) >= 0, $"{pattern} in {Encoding.UTF8.GetString(text)}");
        }

        Assert.True(runs > 200);
    }

    [Theory]
    [InlineData("[0-9]{4}[k-z]{3}[0-9] ", true)]
    [InlineData("status=\\d\\d\\d", true)]
    [InlineData("(?i)[0-9]{4}xyz ", false)]
    [InlineData("[0-9]{4}xyz |b", false)]
    [InlineData("[0-9]{4}xyz ?", true)]
    [InlineData("([0-9]{4}xyz )?", false)]
    [InlineData("[0-9]", false)]
    [InlineData(".+", false)]
    [InlineData("a\\s{9}b", false)]
    [InlineData("[^x]{20}", false)]
    public void A_run_is_told_of_patterns_that_need_one_that_is_rare(string pattern, bool hasRun) =>
        Assert.Equal(hasRun, RequiredRun.Of(pattern) is not null);

    [Theory]
    [InlineData("[ab][a-c][12][d ]{2}")]
    [InlineData("[ab][abc][12]dd")]
    [InlineData("a[bd][ac][ac1]  ")]
    public void A_run_is_found_where_it_first_stands_at_any_place_of_any_text(string pattern)
    {
        Random random = SeededRandom.Create();
        ByteRun run = RequiredRun.Of(pattern)!;
        var naive = new Regex(pattern, RegexOptions.NonBacktracking);
        for (int i = 0; i < 3000; i++)
        {
            byte[] text = new byte[random.Next(200)];
            for (int at = 0; at < text.Length; at++)
                text[at] = (byte)"abcd 12é"[random.Next(8)];

            Match first = naive.Match(Encoding.Latin1.GetString(text));
            Assert.Equal(first.Success ? first.Index : -1, run.IndexIn(text));
        }
    }

    private static string Digit(Random random) => random.Next(10).ToString(CultureInfo.InvariantCulture);

    private static string Repeat(int times, Func<string> text) => string.Concat(Enumerable.Range(0, times).Select(_ => text()));
}
