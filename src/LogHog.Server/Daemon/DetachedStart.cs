using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LogHog.Server.Daemon;

/// <summary>
/// <c>--daemon</c>: a .NET process cannot fork once it runs, so loghogd starts itself again in a session of its own and
/// waits. The child tells on standard output that it is ready; whatever it writes to standard error until then is shown.
/// </summary>
internal static class DetachedStart
{
    private const string ReadyLine = "loghogd: ready";

    /// <returns>0 when the daemon is ready, else its exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string arg in args) start.ArgumentList.Add(arg);
        start.ArgumentList.Add("--detached");
        using Process child = Process.Start(start)!;
        child.StandardInput.Close();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => child.Kill());
        Task errors = child.StandardError.BaseStream.CopyToAsync(Console.OpenStandardError());
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == ReadyLine) return ExitCode.Ok;
        }

        await child.WaitForExitAsync();
        await errors;
        return child.ExitCode == 0 ? ExitCode.Failure : child.ExitCode;
    }

    /// <summary>Called by the child: lets the parent go, and lets go of the terminal.</summary>
    public static void TellReady()
    {
        Console.Out.Flush();
        Directory.SetCurrentDirectory("/");
        // The parent is told last: whoever it returns to finds a daemon that holds nothing of the terminal's.
        using var parent = new FileStream(new SafeFileHandle(LinuxCalls.Duplicate(1), ownsHandle: true), FileAccess.Write);
        int nowhere = LinuxCalls.Open("/dev/null", LinuxCalls.OpenReadWrite | LinuxCalls.OpenCloseOnExec, 0);
        for (int standard = 0; standard <= 2; standard++) _ = LinuxCalls.Duplicate(nowhere, standard);
        _ = LinuxCalls.Close(nowhere);
        parent.Write(Encoding.ASCII.GetBytes(ReadyLine + "\n"));
    }
}
