using LogHog.Engine.Configuration;

namespace LogHog.Engine.Tests.Configuration;

/// <summary><c>format = python:…</c> and the keys beside it.</summary>
public sealed class PythonFormatKeyTests
{
    private const string Head = "[a]\nrotate = daily\nbackup_count = 3\n";

    [Fact]
    public void A_format_and_its_keys_are_inherited_by_the_modules()
    {
        IReadOnlyList<FacilitySettings> facilities = Load("format = python:{asctime} {message}\ndatefmt = %H:%M\ndefaults = ident=-\ncontinuation = tab\n"
            + "[a:web]\n[a:pay]\nformat = python:%(message)s\n[a:old]\nformat = json\n").Facilities!;

        var root = new PythonFormatSettings { Format = "{asctime} {message}", Style = PythonStyle.Brace, DateFormat = "%H:%M", Defaults = "ident=-", MarksContinuation = true };
        Assert.Equal([LineFormatKind.Python, LineFormatKind.Python, LineFormatKind.Python, LineFormatKind.Json], facilities.Select(one => one.Format));
        Assert.Equal([root, root, root with { Format = "%(message)s", Style = PythonStyle.Percent }, null], facilities.Select(one => one.Python));
    }

    [Fact]
    public void A_format_may_have_several_lines_and_any_style_that_is_said()
    {
        LoadedConfiguration loaded = Load("format = python:$message\n  and ${name}\nstyle = $\n");

        Assert.Empty(loaded.Errors);
        Assert.Equal(("$message\nand ${name}", PythonStyle.Dollar), (loaded.Facilities![0].Python!.Format, loaded.Facilities[0].Python!.Style));
    }

    [Theory]
    [InlineData("format = python:%(message)s 100%\n", 4, "format", "write %% for a percent sign")]
    [InlineData("format = python:hello\n", 4, "format", "write at least the message, %(message)s")]
    [InlineData("format = python:{message}\nstyle = %\n", 4, "format", "read as a % format")]
    [InlineData("format = python:{message!z}\n", 4, "format", "read as a { format; the key style can say another")]
    [InlineData("format = python\n", 4, "format", "python:%(asctime)s %(message)s")]
    [InlineData("format = pyhton:%(message)s\n", 4, "format", "standard, classic, json, rfc5424, logfmt, or python:")]
    [InlineData("format = python:%(x)s\ndefaults = x\n", 5, "defaults", "ident=-")]
    [InlineData("format = python:%(x)s\nstyle = &\n", 5, "style", "auto, %, {, $")]
    [InlineData("format = python:%(x)s\ncontinuation = spaces\n", 5, "continuation", "plain, tab")]
    public void Refuses_and_says_where_and_what_to_write(string text, int line, string key, string hint)
    {
        LoadedConfiguration loaded = Load(text + "[a:web]\n");

        ConfigurationProblem problem = Assert.Single(loaded.Errors);
        Assert.Equal((line, key), (problem.Origin.Line, problem.Key));
        Assert.Contains(hint, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("datefmt = %H:%M\n", 4, "datefmt", "format = python:")]
    [InlineData("format = python:%(asctime)s %(message)s\ndatefmt = %H:%M:%S.%f\n", 5, "datefmt", "%(msecs)03d")]
    public void Warns_of_what_does_nothing(string text, int line, string key, string hint)
    {
        LoadedConfiguration loaded = Load(text);

        ConfigurationProblem problem = Assert.Single(loaded.Warnings);
        Assert.Equal((line, key), (problem.Origin.Line, problem.Key));
        Assert.Contains(hint, problem.Message, StringComparison.Ordinal);
        Assert.Empty(loaded.Errors);
    }

    private static LoadedConfiguration Load(string text) => ConfigurationFolder.Load("", Head + text);
}
