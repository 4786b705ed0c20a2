using System.Diagnostics;

namespace LogHog.Cli.Output;

/// <summary>
/// The program that shows long answers: <c>$LOGHOG_PAGER</c>, else <c>$PAGER</c>, else <c>less</c>, as git and journalctl choose
/// theirs. It takes text when its reader goes on, so that a search goes no further than somebody reads.
/// </summary>
internal sealed class Pager : IDisposable
{
    private readonly Process _process;

    private Pager(Process process) => _process = process;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Ends with the program.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>The command of the pager; null = none is wanted.</summary>
    public static string? Command()
    {
        string? command = Environment.GetEnvironmentVariable("LOGHOG_PAGER") ?? Environment.GetEnvironmentVariable("PAGER") ?? "less";
        return command.Trim() is "" or "cat" ? null : command;
    }

    /// <returns>Null: it cannot be started, and the answer goes without.</returns>
    public static Pager? Start(string command)
    {
        // The shell takes options and quotes in the variable apart. If the program is missing the answer is shown all the same.
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{{ {command}\n}} || {{ [ $? -eq 127 ] && cat; }}"]) 
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        // Ends by itself when all fits, lets colours through, leaves the text on the screen: what git sets, too.
        start.Environment.TryAdd("LESS", "FRX");
        start.Environment.TryAdd("LV", "-c");
        try
        {
            return new Pager(Process.Start(start)!);
        }
        catch (Exception cause) when (cause is System.ComponentModel.Win32Exception or IOException)
        {
            return null;
        }
    }

    /// <summary>No more comes: waits until its reader has seen enough.</summary>
    public void Finish()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has gone already.
        }

        _process.WaitForExit();
    }

    public void Dispose() => _process.Dispose();
}
