using System.Diagnostics;

namespace LogHog.Torture.Harness;

/// <summary>Runs a short system command to its end.</summary>
internal static class Command
{
    /// <returns>Its standard output, trimmed.</returns>
    /// <exception cref="InvalidOperationException">It failed, or is not there; the message has what it said.</exception>
    public static string Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}{output}");
            return output.Trim();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"{program}: {missing.Message}", missing);
        }
    }
}
