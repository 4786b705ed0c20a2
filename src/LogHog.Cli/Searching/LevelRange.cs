namespace LogHog.Cli.Searching;

/// <summary><c>--level</c> as LogsQL: a level and all worse ones, or <c>FROM..TO</c>.</summary>
internal static class LevelRange
{
    /// <summary>OpenTelemetry's, the mildest first. Each has steps (<c>error2</c>), which begin with its name.</summary>
    public static readonly string[] Names = ["trace", "debug", "info", "warn", "error", "fatal"];

    /// <returns>A condition; null = the text names no level.</returns>
    public static string? Condition(string text)
    {
        string[] ends = text.Split("..", 2);
        int from = IndexOf(ends[0]);
        int to = ends.Length == 2 ? IndexOf(ends[1]) : Names.Length - 1;
        if (from < 0 || to < 0)
            return null;
        string[] wanted = [.. Names[Math.Min(from, to)..(Math.Max(from, to) + 1)].Select(static name => name + "*")];
        return wanted.Length == 1 ? $"level:{wanted[0]}" : $"level:({string.Join(" or ", wanted)})";
    }

    private static int IndexOf(string name) => Array.IndexOf(Names, name.ToLowerInvariant() switch
    {
        "information" or "notice" => "info",
        "warning" => "warn",
        "err" => "error",
        "crit" or "critical" or "alert" or "emerg" => "fatal",
        var other => other,
    });
}
