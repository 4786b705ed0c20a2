using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Manual;

/// <summary><c>loghog completion</c> in the shells themselves.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task The_shell_reads_its_script(string shell)
    {
        Assert.SkipUnless(File.Exists($"/usr/bin/{shell}"), $"{shell} is not installed");

        ProgramResult read = await ExternalProgram.RunAsync(shell, "-n", await Script(shell));

        Assert.True(read is { ExitCode: 0, Output: "", Errors: "" }, read.ToString());
    }

    [Theory]
    [InlineData("loghog sea", "search")]
    [InlineData("loghog search --out", "--output")]
    [InlineData("loghog search -o js", "json")]
    [InlineData("loghog search --output = lo", "logfmt")]
    [InlineData("loghog search -a shop -l fa", "fatal")]
    [InlineData("loghog token re", "revoke")]
    [InlineData("loghog token add web --ex", "--expires")]
    [InlineData("loghog token add web --conf", "--config")]
    [InlineData("loghog completion z", "zsh")]
    [InlineData("loghog search error so", "")]
    [InlineData("loghog status -c tokens search --lin", "")]
    [InlineData("loghogd --check", "--check-config")]
    public async Task Bash_completes(string words, string completed)
    {
        string script = await Script("bash");
        string run = $"source {script}; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); \"_${{COMP_WORDS[0]}}\"; echo \"${{COMPREPLY[*]}}\"";

        ProgramResult shell = await ExternalProgram.RunAsync("bash", "--norc", "-c", run);

        Assert.True(shell.Output == completed + "\n" && shell.Errors.Length == 0, shell.ToString());
    }

    [Fact]
    public async Task Bash_completes_files_and_folders_also_with_spaces()
    {
        Directory.CreateDirectory(_folder["my logs"]);
        File.WriteAllText(_folder["my file"], "");
        string script = await Script("bash");
        const string complete = "COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _loghog; printf '%s\\n' \"${COMPREPLY[@]}\"";

        ProgramResult folder = await Bash($"source {script}; COMP_WORDS=(loghog search --dir my); {complete}");
        ProgramResult file = await Bash($"source {script}; COMP_WORDS=(loghog check --config my); {complete}");

        Assert.Equal("my logs\n", folder.Output);
        Assert.Equal(["my file", "my logs"], file.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Fish_completes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fish"), "fish is not installed");
        string script = await Script("fish");

        ProgramResult shell = await ExternalProgram.RunAsync("fish", "--no-config", "-c", $"source {script}; complete -C 'loghog search -o js'; complete -C 'loghog token re'");

        Assert.StartsWith("json\t", shell.Output, StringComparison.Ordinal);
        Assert.Contains("\nrevoke\t", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zsh_completes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zsh"), "zsh is not installed");
        string script = await Script("zsh");
        File.Move(script, _folder["_loghog"]);
        // A completion needs a line that is edited, so a terminal.
        File.WriteAllText(_folder["try"], """
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell "fpath=($1 \$fpath); autoload -U compinit; compinit -u -D; bindkey '^I' complete-word; PS1=READY"
            zpty -w -n shell $'loghog search -o js\t; exit\n'
            zpty -r shell all
            while zpty -r shell part; do all+=$part; done
            print -r -- $all
            """);

        ProgramResult shell = await ExternalProgram.RunAsync("zsh", "-f", _folder["try"], _folder.Path);

        Assert.True(shell.Output.Contains("-o json", StringComparison.Ordinal), shell.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private Task<ProgramResult> Bash(string command) =>
        ExternalProgram.RunAsync(new ProcessStartInfo("bash", ["--norc", "-c", command]) { WorkingDirectory = _folder.Path }, "");

    private async Task<string> Script(string shell)
    {
        ProgramResult made = await ExternalProgram.RunAsync(Repository.Loghog, "completion", shell);
        Assert.True(made.ExitCode == 0, made.ToString());
        File.WriteAllText(_folder[$"script.{shell}"], made.Output);
        return _folder[$"script.{shell}"];
    }
}
