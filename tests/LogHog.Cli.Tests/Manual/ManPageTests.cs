using LogHog.TestKit;

namespace LogHog.Cli.Tests.Manual;

/// <summary><c>loghog man</c>: the pages as <c>man</c> and <c>mandoc</c> read them.</summary>
public sealed class ManPageTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        ProgramResult made = await ExternalProgram.RunAsync(Repository.Loghog, "man", "--all", _folder.Path);
        Assert.True(made.ExitCode == 0, made.ToString());
    }

    [Fact]
    public async Task Every_command_that_the_help_lists_has_a_page_with_every_option()
    {
        string help = (await ExternalProgram.RunAsync(Repository.Loghog, "--help")).Output;
        string[] commands = [.. Section(help, "Commands:").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])];

        Assert.Contains("search", commands);
        foreach (string command in commands)
        {
            string page = File.ReadAllText(_folder[$"man1/loghog-{command}.1"]).Replace("\\-", "-", StringComparison.Ordinal);
            string own = (await ExternalProgram.RunAsync(Repository.Loghog, command, "--help")).Output;
            foreach (string option in Section(own, "Options:").Select(static line => line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)[0]).Where(static word => word.StartsWith('-')))
                Assert.Contains($"\\fB{option}\\fR", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_of_the_configuration_has_every_key_of_the_table()
    {
        string page = (await ExternalProgram.RunAsync(Repository.Loghog, "man", "loghogd.conf")).Output.Replace("\\-", "-", StringComparison.Ordinal);
        string[] keys = [.. File.ReadLines(Path.Combine(Repository.Root, "packaging", "conf", "loghogd.conf"))
            .Where(static line => line.StartsWith(';') && line.Contains(" = ", StringComparison.Ordinal) && char.IsAsciiLetter(line[1]))
            .Select(static line => line[1..].Split(' ')[0])];

        Assert.Contains("logdir", keys);
        Assert.All(keys, key => Assert.Contains($"\\fB{key}\\fR = ", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("groff", "-man -Tutf8 -ww -z")]
    [InlineData("mandoc", "-T lint -W warning")]
    public async Task No_page_has_anything_to_complain_about(string program, string options)
    {
        Assert.SkipUnless(File.Exists($"/usr/bin/{program}"), $"{program} is not installed");
        string[] pages = [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(static page => !File.ReadAllText(page).StartsWith(".so", StringComparison.Ordinal))];

        ProgramResult checkedPages = await ExternalProgram.RunAsync(program, [.. options.Split(' '), .. pages]);

        Assert.Equal("", checkedPages.Output + checkedPages.Errors);
    }

    [Fact]
    public async Task Man_finds_the_summary_of_each_page()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/lexgrog"), "man-db is not installed");
        string[] pages = [.. Directory.GetFiles(_folder["man1"]), _folder["man8/loghogd.8"], _folder["man5/loghogd.conf.5"]];

        ProgramResult names = await ExternalProgram.RunAsync("lexgrog", pages);

        Assert.True(names.ExitCode == 0, names.ToString());
        Assert.Contains("\"loghog-search - search log events", names.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_there_is_not_is_2() =>
        Assert.Equal(2, (await ExternalProgram.RunAsync(Repository.Loghog, "man", "nonsense")).ExitCode);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The lines of a part of the help that begin an entry.</summary>
    private static IEnumerable<string> Section(string help, string title) => help.Split('\n').SkipWhile(line => line != title).Skip(1)
        .TakeWhile(static line => line.Length > 0).Where(static line => line.StartsWith("  ", StringComparison.Ordinal) && !line.StartsWith("       ", StringComparison.Ordinal));
}
