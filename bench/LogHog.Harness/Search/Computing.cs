using System.Diagnostics;
using System.Globalization;

namespace LogHog.Harness.Search;

/// <summary>
/// A process that only computes, as nice as queries are and on as many threads as may run at once: what an acknowledgement takes beside it is the
/// machine's and its scheduler's part of what it takes beside queries.
/// </summary>
internal sealed class Computing : IDisposable
{
    /// <summary>The harness's own command that is this process.</summary>
    public const string Command = "computing";

    /// <summary>As queries have it.</summary>
    private const int Niceness = 10;

    /// <summary>Of <c>max_concurrent_queries</c>, unless it is set.</summary>
    private const int Threads = 4;

    private readonly Process _process;

    private Computing(Process process) => _process = process;

    public static Computing Start() =>
        new(Process.Start(new ProcessStartInfo("nice", ["-n", Niceness.ToString(CultureInfo.InvariantCulture), Environment.ProcessPath!, Command])
        {
            RedirectStandardInput = true, UseShellExecute = false,
        })!);

    /// <summary>The process: computes until its input ends.</summary>
    public static int Run()
    {
        for (int thread = 0; thread < Threads; thread++)
            new Thread(static () => Compute()) { IsBackground = true }.Start();
        Console.In.ReadLine();
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Compute()
    {
        ulong state = 1;
        while (true)
            state = (state * 6364136223846793005) + 1442695040888963407;
    }
}
