using System.Diagnostics;
using System.Globalization;

namespace LogHog.Harness.Search;

/// <summary>
/// A client that searches one question after the other, as a process of its own: what it costs itself (HTTP, reading the answers) is shown.
/// It is warm before the clock starts, and as important as the server, so that it asks as fast as it is answered.
/// </summary>
internal sealed class Searcher : IDisposable
{
    /// <summary>The harness's own command that is this process.</summary>
    public const string Command = "searcher";

    // What people ask while things go wrong: the newest errors, a rare word, a count.
    private static readonly string[] Searched = ["released", "* | stats by (_time:1m, app) count() as n", "zanzibarite", "attempts level:error | count() as n"];

    private const int WarmUps = 5;

    private readonly Process _process;

    private Searcher(Process process) => _process = process;

    /// <param name="port">The server's HTTP port.</param>
    /// <param name="pause">Between the end of an answer and the next question.</param>
    public static Searcher Start(int port, TimeSpan pause)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Command, Text(port), Text(pause.TotalMilliseconds)])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        // Its compiler took more of the second that is measured than its questions.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        return new Searcher(Process.Start(start)!);
    }

    /// <summary>Waits until each question has been asked a few times.</summary>
    public Task WarmAsync() => _process.StandardOutput.ReadLineAsync();

    public void Begin() => _process.StandardInput.WriteLine();

    /// <summary>Ends it.</summary>
    /// <returns>How many answers it got, and its own processor seconds.</returns>
    public async Task<(int Searches, double CpuSeconds)> StopAsync()
    {
        _process.StandardInput.Close();
        string[] told = (await _process.StandardOutput.ReadToEndAsync()).Split(' ');
        await _process.WaitForExitAsync();
        return told.Length == 2
            ? (int.Parse(told[0], CultureInfo.InvariantCulture), double.Parse(told[1], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"the searcher ended with exit code {_process.ExitCode}");
    }

    /// <summary>The process: searches until its input ends.</summary>
    public static async Task<int> RunAsync(int port, TimeSpan pause)
    {
        using var client = new QueryClient(port);
        for (int search = 0; search < WarmUps * Searched.Length; search++)
            await client.CountRowsAsync(Searched[search % Searched.Length] + " | limit 1000");
        Console.WriteLine("warm");
        Console.ReadLine();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Task<string?> end = Task.Run(Console.In.ReadLine);
        int searches = 0;
        for (; !end.IsCompleted; searches++)
        {
            await client.CountRowsAsync(Searched[searches % Searched.Length] + " | limit 1000");
            await Task.WhenAny(end, Task.Delay(pause));
        }

        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{searches} {seconds:F2}"));
        return 0;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
