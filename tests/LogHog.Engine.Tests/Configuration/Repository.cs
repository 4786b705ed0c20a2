namespace LogHog.Engine.Tests.Configuration;

/// <summary>The repository that these tests were built in: they hold its documents to the code.</summary>
internal static class Repository
{
    /// <summary><c>LOGHOG_UPDATE_DOCS=1</c>: write what the code says instead of comparing.</summary>
    public static bool IsUpdating => Environment.GetEnvironmentVariable("LOGHOG_UPDATE_DOCS") == "1";

    public static string File(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "LogHog.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("not inside the repository"), path);
    }
}
