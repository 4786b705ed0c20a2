using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Watching;

/// <summary>A folder of log files, and <c>loghog watch</c> run in it.</summary>
internal sealed class WatchFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public string this[string name] => _folder[name];

    public void Append(string name, string text) => File.AppendAllText(_folder[name], text);

    /// <summary>One run to its end.</summary>
    public Task<ProgramResult> Run(params string[] arguments) => ExternalProgram.RunAsync(Start(arguments), "");

    /// <summary>A shell's command, in which <c>$LOG</c> is the program.</summary>
    public Task<ProgramResult> Shell(string command)
    {
        ProcessStartInfo start = new("bash", ["-c", command]) { WorkingDirectory = _folder.Path };
        start.Environment["LOG"] = Repository.Loghog;
        return ExternalProgram.RunAsync(start, "");
    }

    /// <summary>A run whose lines are read as they come.</summary>
    public RunningWatch Follow(params string[] arguments)
    {
        ProcessStartInfo start = Start(arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new RunningWatch(Process.Start(start)!);
    }

    public void Dispose() => _folder.Dispose();

    private ProcessStartInfo Start(string[] arguments) => new(Repository.Loghog, ["watch", .. arguments]) { WorkingDirectory = _folder.Path };
}

/// <summary><c>loghog watch</c> that goes on.</summary>
internal sealed class RunningWatch(Process process) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public async Task<string> ReadAsync() => await process.StandardOutput.ReadLineAsync().WaitAsync(Limit) ?? throw new EndOfStreamException();

    public async Task<string> ReadErrorAsync() => await process.StandardError.ReadLineAsync().WaitAsync(Limit) ?? throw new EndOfStreamException();

    public void CloseOutput() => process.StandardOutput.Close();

    public void Signal(int signal) => ProcessSignal.Send(process.Id, signal);

    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Limit);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
