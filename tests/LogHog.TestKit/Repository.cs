namespace LogHog.TestKit;

/// <summary>Where the built programs are. Test programs run from <c>artifacts/bin/NAME.Tests/CONFIGURATION/</c>.</summary>
public static class Repository
{
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory.TrimEnd('/'));

    public static string Root { get; } = Output.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>The daemon, as built beside the tests.</summary>
    public static string Loghogd { get; } = Program("LogHog.Server", "loghogd");

    /// <summary>The command-line tool, as built beside the tests.</summary>
    public static string Loghog { get; } = Program("LogHog.Cli", "loghog");

    private static string Program(string project, string name) =>
        Path.Combine(Root, "artifacts", "bin", project, Output.Name, name);
}
