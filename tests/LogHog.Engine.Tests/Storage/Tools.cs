using System.Diagnostics;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Tests.Storage;

/// <summary>The programs that people read archives with.</summary>
internal static class Tools
{
    public static string Of(CompressionFormat format) => format switch
    {
        CompressionFormat.Xz => "xz",
        CompressionFormat.Gzip => "gzip",
        CompressionFormat.Bzip2 => "bzip2",
        _ => "zstd",
    };

    public static string CatOf(CompressionFormat format) => format switch
    {
        CompressionFormat.Xz => "xzcat",
        CompressionFormat.Gzip => "zcat",
        CompressionFormat.Bzip2 => "bzcat",
        _ => "zstdcat",
    };

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static byte[] Run(string program, params string[] arguments)
    {
        (int exitCode, byte[] output, string errors) = TryRun(program, arguments);
        Assert.True(exitCode == 0 && errors.Length == 0, $"{program} {string.Join(' ', arguments)}: exit code {exitCode}, {errors}");
        return output;
    }

    public static (int ExitCode, byte[] Output, string Errors) TryRun(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), errors.Result);
    }
}
