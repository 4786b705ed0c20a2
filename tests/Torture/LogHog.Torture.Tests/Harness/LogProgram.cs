using System.Diagnostics;
using System.Globalization;
using LogHog.TestKit;

namespace LogHog.Torture.Harness;

/// <summary>A process that logs to a file (Tools/writer.py) while the file is rotated under it.</summary>
internal sealed class LogProgram : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly int _number;

    private LogProgram(Process process, int number)
    {
        _process = process;
        _number = number;
    }

    public int ProcessId => _process.Id;

    /// <param name="path">Where it logs.</param>
    /// <param name="number">Stands in its lines.</param>
    /// <param name="kind">How it notices a rotation: <c>held</c>, <c>watched</c>, <c>named</c>.</param>
    public static async Task<LogProgram> StartAsync(string path, int number, string kind)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Tools", "writer.py");
        Process process = Process.Start(new ProcessStartInfo("python3", [script, path, number.ToString(CultureInfo.InvariantCulture), kind])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        if (await process.StandardOutput.ReadLineAsync().WaitAsync(Limit) != "ready")
            throw new InvalidOperationException("writer.py did not start");
        return new LogProgram(process, number);
    }

    /// <summary>A line as the program writes it, without its line feed.</summary>
    public static string Line(int program, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"w{program} {number:D8} {new string((char)('a' + (number % 26)), number % 90)}.");

    /// <summary>As logrotate's <c>postrotate</c>.</summary>
    public void Reopen() => ProcessSignal.Send(_process.Id, ProcessSignal.Hangup);

    /// <summary>Ends it.</summary>
    /// <returns>All lines that it wrote.</returns>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        _process.StandardInput.Close();
        int lines = int.Parse((await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit))!, CultureInfo.InvariantCulture);
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return [.. Enumerable.Range(1, lines).Select(number => Line(_number, number))];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
