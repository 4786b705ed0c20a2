using System.Diagnostics;

namespace LogHog.TestKit;

/// <summary>The Pythons that are installed here: Debian's, and those of pyenv.</summary>
public static class Pythons
{
    /// <summary>All that tests know of; <c>3</c> is Debian's.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["3", "2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"];

    /// <summary>The path of its program; null = it is not installed.</summary>
    public static string? Find(string version)
    {
        if (version == "3")
            return "/usr/bin/python3";
        string root = Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv");
        string versions = Path.Combine(root, "versions");
        string? installed = Directory.Exists(versions)
            ? Directory.GetDirectories(versions, version + ".*").Select(folder => Path.Combine(folder, "bin", "python")).FirstOrDefault(File.Exists)
            : null;
        return installed ?? (File.Exists($"/usr/bin/python{version}") ? $"/usr/bin/python{version}" : null);
    }

    /// <summary>3.13 where it is, else Debian's.</summary>
    public static string Newest => Find("3.13") ?? Find("3")!;

    /// <summary>A script of tests/Interop/python.</summary>
    public static string Script(string name) => Path.Combine(Repository.Root, "tests", "Interop", "python", name);

    /// <summary>How to start a script, independent of the locale.</summary>
    public static ProcessStartInfo Start(string python, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, [Script(script), .. arguments]);
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }
}
