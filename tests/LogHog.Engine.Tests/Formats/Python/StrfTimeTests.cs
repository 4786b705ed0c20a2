using System.Text;
using LogHog.Engine.Formats.Python;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Formats.Python;

/// <summary><c>datefmt</c> beside the real <c>time.strftime</c>, in zones with odd offsets and odd changes.</summary>
public sealed class StrfTimeTests
{
    private const string Program = """
        import sys, time
        for line in sys.stdin:
            second, form = line.rstrip('\n').split(' ', 1)
            sys.stdout.write(ascii(time.strftime(form, time.localtime(int(second)))) + '\n')
        """;

    private const string Directives = "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%fLQ";

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("Europe/Dublin")]
    [InlineData("America/New_York")]
    [InlineData("America/St_Johns")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    public async Task Writes_times_as_C_does(string zone)
    {
        Random random = SeededRandom.Create();
        List<(long Second, string Format)> asked = [];
        foreach (char directive in Directives)
        {
            asked.Add((Second(random), $"%{directive}"));
            for (int i = 0; i < 12; i++)
                asked.Add((Second(random), $"{Pick(random, ["", "x", "é"])}%{Pick(random, ["", "_", "-", "0", "^", "#", "^#", "_-", "-0"])}{Pick(random, ["", "", "1", "5", "12"])}{Pick(random, ["", "", "E", "O"])}{directive}|"));
        }

        // The hours around the changes of Berlin, New York and Lord Howe in 2023.
        foreach (long change in (long[])[1_679_792_400, 1_698_541_200, 1_678_604_400, 1_699_164_000, 1_680_359_400, 1_696_087_800])
        {
            for (int minutes = -90; minutes <= 90; minutes += 30)
                asked.Add((change + (minutes * 60), "%Y-%m-%d %H:%M:%S %z %Z %s"));
        }

        string answers = await PythonReference.Run(Pythons.Newest, Program, string.Concat(asked.Select(static one => $"{one.Second} {one.Format}\n")), zone);

        ZoneFile file = ZoneFile.Of(TimeZoneInfo.FindSystemTimeZoneById(zone));
        string[] lines = answers.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(asked.Count, lines.Length);
        string[] wrong = [.. asked.Zip(lines).Where(pair => Ascii(Write(pair.First.Format, pair.First.Second, file)) != pair.Second)
            .Select(pair => $"{pair.First}: Python {pair.Second}, LogHog {Ascii(Write(pair.First.Format, pair.First.Second, file))}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Take(20)));
    }

    private static string Write(string format, long second, ZoneFile zone)
    {
        var scratch = new Scratch();
        StrfTime.Write(scratch, Encoding.UTF8.GetBytes(format), LocalTime.Of(second, zone));
        return Encoding.UTF8.GetString(scratch.From(0));
    }

    // ascii() of texts without quotes.
    private static string Ascii(string text) => $"'{text.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\t", "\\t").Replace("é", "\\xe9")}'";

    private static long Second(Random random) => random.NextInt64(-2_000_000_000, 1_704_000_000);

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
