using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Interop.Tests.Web;

/// <summary>A program of Debian's Python that serves until it is stopped (gunicorn, uWSGI, a Celery worker …).</summary>
internal sealed class PythonServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ProcessOutput _output = new();

    private PythonServer(Process process)
    {
        _process = process;
        _output.Read(process);
    }

    public string Output => _output.Text;

    public static PythonServer Start(string program, string[] arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Debian's Python with Debian's packages, whatever other Python is in the way; nothing is written beside the sources.
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONUNBUFFERED"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("NO_COLOR"); // The runner's own; Celery takes it for a number.
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return new PythonServer(Process.Start(start)!);
    }

    /// <summary>Waits until it has said a line that contains the text.</summary>
    public Task<string> WaitForOutput(string text) => _output.WaitFor(line => line.Contains(text, StringComparison.Ordinal), Limit);

    /// <summary>SIGTERM and wait: what its workers have begun they finish.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
            ProcessSignal.Send(_process.Id, ProcessSignal.Terminate);
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }
    }
}
