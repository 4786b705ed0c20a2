using System.CommandLine;
using System.Globalization;
using LogHog.Cli.Output;
using LogHog.Cli.Searching;

namespace LogHog.Cli.Alerting;

/// <summary>What commands of alerts read and show.</summary>
internal static class AlertWords
{
    /// <summary><c>--label FIELD=VALUE</c>.</summary>
    public static Option<string[]> Label(string what) => new("--label", "-l")
    {
        HelpName = "FIELD=VALUE", Description = what, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [],
    };

    public static Option<string?> Comment() => new("--comment") { HelpName = "TEXT", Description = "Why; the history shows it." };

    /// <exception cref="TargetException">One of them is no pair.</exception>
    public static Dictionary<string, string> Labels(string[] texts)
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            string[] sides = text.Split('=', 2);
            if (sides.Length != 2 || sides[0].Length == 0)
                throw new TargetException($"--label {TerminalText.Safe(text)}: write FIELD=VALUE, such as host=web01", ExitCode.Usage);
            labels[sides[0]] = sides[1];
        }

        return labels;
    }

    /// <summary>The keys of a rule, <c>KEY=VALUE</c>; one that is said several times is a list.</summary>
    /// <exception cref="TargetException">One of them is no pair.</exception>
    public static Dictionary<string, string> Keys(string[] texts)
    {
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            string[] sides = text.Split('=', 2);
            if (sides.Length != 2 || sides[0].Length == 0)
                throw new TargetException($"{TerminalText.Safe(text)}: write KEY=VALUE, such as query='level:error' or within=5m", ExitCode.Usage);
            string key = sides[0].Trim().ToLowerInvariant();
            keys[key] = keys.TryGetValue(key, out string? before) ? before + "\n" + sides[1] : sides[1];
        }

        return keys;
    }

    public static string Of(IReadOnlyDictionary<string, string> labels) =>
        string.Join(' ', labels.Select(static label => $"{TerminalText.Safe(label.Key)}={TerminalText.Safe(label.Value)}"));

    public static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Path(string name) => Uri.EscapeDataString(name);
}
