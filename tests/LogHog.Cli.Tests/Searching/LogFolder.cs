using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Searching;

/// <summary>A folder with a few events, and <c>loghog</c> run on it as a process.</summary>
internal sealed class LogFolder : IDisposable
{
    private const string Lines = """
        2026-11-20T12:00:01Z web01 web.pay: ERROR Order 42 failed {order=42 user="Ana María"}
        	Traceback
        2026-11-20T12:00:02Z web02 web: INFO Order 43 paid {order=43}
        2026-11-20T12:00:03Z web01 web: INFO idle, reordering nothing
        2026-11-20T12:00:04Z web01 web: WARN queue is long {order=44}

        """;

    private readonly TempFolder _folder = new();

    public LogFolder()
    {
        Directory.CreateDirectory(_folder["shop"]);
        File.WriteAllText(_folder["shop/web.log"], Lines);
    }

    public string Path => _folder.Path;

    public void Append(string line) => File.AppendAllText(_folder["shop/web.log"], line + "\n");

    /// <summary>Runs a command with <c>--dir</c>.</summary>
    public Task<ProgramResult> Run(string command, params string[] arguments) =>
        ExternalProgram.RunAsync(Repository.Loghog, [command, "--dir", Path, .. arguments]);

    /// <summary>Runs a shell's command line, in which <c>$0</c> is loghog and <c>$1</c> the folder.</summary>
    public Task<ProgramResult> Shell(string commandLine, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", commandLine, Repository.Loghog, Path]);
        start.Environment.Remove("NO_COLOR"); // which the test runner may have set for itself
        foreach ((string name, string value) in environment.Append(("TZ", "UTC"))) start.Environment[name] = value;
        return ExternalProgram.RunAsync(start, "");
    }

    /// <summary>The same at a terminal of 24 lines; what it shows is the output, standard error among it.</summary>
    public Task<ProgramResult> Terminal(string commandLine, params (string Name, string Value)[] environment) =>
        Shell("export LOG=$0 DIR=$1; exec script -qec \"$COMMAND\" /dev/null", [("COMMAND", commandLine), ("TERM", "xterm"), .. environment]);

    public void Dispose() => _folder.Dispose();
}
