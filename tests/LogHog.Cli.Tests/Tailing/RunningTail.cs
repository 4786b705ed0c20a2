using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Tailing;

/// <summary><c>loghog tail</c> as a process, whose lines are read as they come.</summary>
internal sealed class RunningTail : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private RunningTail(Process process)
    {
        _process = process;
        Errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>All that it says on standard error, when it has ended.</summary>
    public Task<string> Errors { get; }

    public static RunningTail Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo(Repository.Loghog, ["tail", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!);

    public async Task<string[]> ReadAsync(int lines)
    {
        using var limit = new CancellationTokenSource(Limit);
        var read = new string[lines];
        for (int i = 0; i < lines; i++)
            read[i] = await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException(await Errors);
        return read;
    }

    /// <summary>Control-C.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> InterruptAsync()
    {
        ProcessSignal.Send(_process.Id, ProcessSignal.Interrupt);
        return ExitAsync();
    }

    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void CloseOutput() => _process.StandardOutput.Close();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
