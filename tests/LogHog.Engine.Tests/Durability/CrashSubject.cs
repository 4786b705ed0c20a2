using System.Diagnostics;

namespace LogHog.Engine.Tests.Durability;

/// <summary>Starts tests/Torture/CrashSubject, which lies beside the tests.</summary>
internal static class CrashSubject
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "CrashSubject.dll");

    public static Process Start(string[] arguments, string failpoints = "", params string[] under)
    {
        string[] all = [.. under, "dotnet", Program, .. arguments];
        ProcessStartInfo start = new(all[0], all[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["LOGHOG_FAILPOINTS"] = failpoints;
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    public static (int ExitCode, string Output) Run(string[] arguments, string failpoints = "", params string[] under)
    {
        using Process process = Start(arguments, failpoints, under);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
