using System.ComponentModel;
using System.Diagnostics;

namespace LogHog.Engine.Inputs.Journald;

/// <summary>
/// <c>journalctl --follow --output=export</c>. The journal is read by a process of its own, because its files are mapped into memory: what
/// a damaged one does to whoever reads it, it does to that process. It ends by itself when nobody reads its output any more.
/// </summary>
internal sealed class JournalctlProcess : IDisposable
{
    // The last words of a program that ended; more is not for the log.
    private const int SaidCharsMax = 500;

    private readonly Process _process;
    private readonly Task<string> _said;

    private JournalctlProcess(Process process)
    {
        _process = process;
        _said = ReadSaidAsync(process.StandardError);
    }

    /// <summary>Entries in the journal's export format.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <param name="settings">What is read.</param>
    /// <param name="after">Cursor of the last entry that is not wanted; empty = as the settings say.</param>
    /// <exception cref="IOException">The program is not there or may not be run.</exception>
    public static JournalctlProcess Start(JournaldSettings settings, string after)
    {
        var start = new ProcessStartInfo(settings.Journalctl)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in Arguments(settings, after))
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return new JournalctlProcess(process);
        }
        catch (Win32Exception failure)
        {
            throw new IOException($"{settings.Journalctl} cannot be started: {failure.Message}; it is part of the package systemd", failure);
        }
    }

    /// <summary>Ends it, and with it its output.</summary>
    public void Stop()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>Why it ended, for people; it has ended, or its output has.</summary>
    public string Ended()
    {
        Stop();
        _process.WaitForExit();
        string said = _said.GetAwaiter().GetResult().Trim();
        return $"exit code {_process.ExitCode}{(said.Length > 0 ? ": " : "")}{said}";
    }

    public void Dispose()
    {
        Stop();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static IEnumerable<string> Arguments(JournaldSettings settings, string after)
    {
        string[] place = after.Length > 0 ? ["--no-tail", $"--after-cursor={after}"] : settings.BeginsAtEnd ? ["--lines=0"] : ["--no-tail"];
        string[] source = settings.Files.Count > 0 ? [.. settings.Files.Select(static file => $"--file={file}")]
            : settings.Directory is { } folder ? [$"--directory={folder}"] : [];
        return ["--follow", "--output=export", "--all", "--no-pager", "--quiet", .. place, .. source, "--", .. settings.Matches];
    }

    private static async Task<string> ReadSaidAsync(StreamReader error)
    {
        string said = "";
        while (await error.ReadLineAsync() is { } line)
            said = said.Length + line.Length < SaidCharsMax ? $"{said} {line}" : said;
        return said;
    }
}
