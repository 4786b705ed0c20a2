using System.Diagnostics;
using System.Globalization;

namespace LogHog.Harness.Search;

/// <summary>Runs what people search files with: rg, zstdgrep, awk.</summary>
internal static class PeerTools
{
    // rg as people have it, but for what would leave files out: a checkout's .gitignore. Hidden folders (the index) it leaves out by itself.
    private const string Prelude = """
        F='--no-ignore --no-filename --no-messages --no-config'
        each() { find $D -name '*.zst' -print0 | xargs -0 zstd -dcq; }
        grep_archives() { find $D -name '*.zst' -print0 | xargs -0 zstdgrep -hc "$@"; }

        """;

    public static bool HasRipgrep { get; } = IsThere("rg");

    public static bool HasZstdgrep { get; } = IsThere("zstdgrep");

    /// <summary>Runs a command over a folder; the number that it prints, and the time that it took.</summary>
    public static (long Number, double Milliseconds) Run(string command, string folder)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", Prelude + command])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["D"] = folder, ["LC_ALL"] = "C" },
        };
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (long.Parse(output.Trim(), CultureInfo.InvariantCulture), Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    private static bool IsThere(string program)
    {
        using Process process = Process.Start("/bin/sh", ["-c", $"command -v {program} >/dev/null"]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
