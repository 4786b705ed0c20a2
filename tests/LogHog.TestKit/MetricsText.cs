using System.Globalization;
using System.Text.RegularExpressions;

namespace LogHog.TestKit;

/// <summary>
/// The Prometheus text format, version 0.0.4, read strictly: every sample belongs to a family with HELP and TYPE above it,
/// names and labels are well formed, nothing stands twice. https://prometheus.io/docs/instrumenting/exposition_formats/
/// </summary>
public sealed partial class MetricsText
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);

    private MetricsText(string text) => Text = text;

    public string Text { get; }

    /// <summary>Each family's TYPE.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Each sample: <c>name{label="value",…}</c> as it was written.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">It is not what Prometheus takes.</exception>
    public static MetricsText Parse(string text)
    {
        if (!text.EndsWith('\n')) throw new FormatException("The last line does not end with a line feed.");
        var metrics = new MetricsText(text);
        string helped = "", family = "";
        foreach (string line in text.Split('\n')[..^1])
        {
            if (HelpLine().Match(line) is { Success: true } help)
            {
                helped = help.Groups["name"].Value;
            }
            else if (TypeLine().Match(line) is { Success: true } type)
            {
                family = type.Groups["name"].Value;
                if (family != helped) throw new FormatException($"No HELP before: {line}");
                if (!metrics._types.TryAdd(family, type.Groups["type"].Value)) throw new FormatException($"Twice: {line}");
            }
            else if (SampleLine().Match(line) is { Success: true } sample)
            {
                if (sample.Groups["name"].Value != family) throw new FormatException($"Not under its TYPE: {line}");
                double value = Number(sample.Groups["value"].Value);
                if (metrics.Types[family] == "counter" && !(value >= 0)) throw new FormatException($"Counts below 0: {line}");
                if (!metrics._samples.TryAdd(family + sample.Groups["labels"].Value, value)) throw new FormatException($"Twice: {line}");
            }
            else
            {
                throw new FormatException($"Not of the format: {line}");
            }
        }

        return metrics;
    }

    /// <summary>The sum of the samples of a family that have all of these labels (<c>name="value"</c>); 0 when there are none.</summary>
    public double Sum(string family, params string[] labels) => _samples
        .Where(sample => sample.Key.Split('{')[0] == family
            && labels.All(label => sample.Key.Contains(label, StringComparison.Ordinal)))
        .Sum(sample => sample.Value);

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) \S.*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HelpLine();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram|summary|untyped)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeLine();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*")*\})? (?<value>\S+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SampleLine();
}
