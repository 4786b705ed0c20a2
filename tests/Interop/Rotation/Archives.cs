using LogHog.TestKit;

namespace LogHog.Interop.Tests.Rotation;

internal static class Archives
{
    /// <summary>The archives of a log file, oldest first.</summary>
    public static IEnumerable<string> Of(LogHogProcess hog, string logFile)
    {
        string path = hog.PathOf(logFile);
        return Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".2*").Order(StringComparer.Ordinal);
    }

    /// <summary>All lines of a log file, archives first, whatever they are compressed with.</summary>
    public static async Task<string[]> LinesAsync(LogHogProcess hog, string logFile)
    {
        var text = new System.Text.StringBuilder();
        foreach (string archive in Of(hog, logFile))
        {
            string program = ProgramOf(archive);
            ProgramResult read = await ExternalProgram.RunAsync(program, program == "cat" ? [archive] : ["-dc", archive]);
            Assert.True(read.ExitCode == 0, read.Errors);
            text.Append(read.Output);
        }

        if (File.Exists(hog.PathOf(logFile)))
            text.Append(await File.ReadAllTextAsync(hog.PathOf(logFile)));
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string ProgramOf(string archive) => Path.GetExtension(archive) switch
    {
        ".xz" => "xz",
        ".gz" => "gzip",
        ".bz2" => "bzip2",
        ".zst" => "zstd",
        _ => "cat",
    };
}
