using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LogHog.Harness.Search;

/// <summary>Builds the index of a folder anew, in a process of its own.</summary>
internal static partial class IndexBuild
{
    /// <param name="loghog">The command-line program.</param>
    /// <param name="logs">The folder of logs.</param>
    /// <param name="rawBytes">Of the logs' text.</param>
    /// <returns>False: this loghog cannot build one.</returns>
    public static bool TryRun(string loghog, string logs, long rawBytes)
    {
        foreach (string index in Directory.GetDirectories(logs, ".index", SearchOption.AllDirectories))
            Directory.Delete(index, recursive: true);
        // The shell says what its child took of the processor.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "\"$@\" >/dev/null; code=$?; times; exit $code", "sh", loghog, "index", "rebuild", "--dir", logs])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string times = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (process.ExitCode != 0)
        {
            Console.WriteLine($"no index: loghog index rebuild ended with exit code {process.ExitCode}: {errors.Result.Trim().Split('\n')[0]}");
            return false;
        }

        double cpu = Times().Matches(times).Skip(2).Sum(static match =>
            (double.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture) * 60) + double.Parse(match.Groups["s"].Value, CultureInfo.InvariantCulture));
        long bytes = Bytes(logs);
        Console.WriteLine($"index: {bytes / 1e6:F1} MB, {100.0 * bytes / rawBytes:F2} % of the text; built in {seconds:F1} s, " +
            $"{cpu:F1} s of processor: {rawBytes / 1e6 / cpu:F0} MB/s a core");
        return true;
    }

    public static long Bytes(string logs) => Directory.GetDirectories(logs, ".index", SearchOption.AllDirectories)
        .Sum(static index => new DirectoryInfo(index).GetFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length));

    [GeneratedRegex("(?<m>[0-9]+)m(?<s>[0-9.]+)s", RegexOptions.None, 1000)]
    private static partial Regex Times();
}
