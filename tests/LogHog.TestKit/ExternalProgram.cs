using System.Diagnostics;

namespace LogHog.TestKit;

/// <summary>What a program left behind.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}--- errors\n{Errors}";
}

/// <summary>Runs a real program (xz, python3, loghog …) to its end.</summary>
public static class ExternalProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">It did not end within a minute; it is killed.</exception>
    public static Task<ProgramResult> RunAsync(string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments), input: "");

    /// <param name="start">Program, arguments, environment, folder.</param>
    /// <param name="input">Its standard input, UTF-8.</param>
    /// <exception cref="TimeoutException">It did not end within a minute; it is killed.</exception>
    public static async Task<ProgramResult> RunAsync(ProcessStartInfo start, string input)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteInput(process, input);
            await process.WaitForExitAsync(limit.Token);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException cause)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end within {Limit.TotalSeconds} s", cause);
        }
    }

    private static async Task WriteInput(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading.
        }
    }
}
