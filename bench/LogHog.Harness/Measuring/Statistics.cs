using System.Globalization;

namespace LogHog.Harness.Measuring;

/// <summary>Figures of several rounds in one.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <param name="values">At least one.</param>
    /// <param name="share">0.99 = the value that 99 % do not exceed.</param>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }

    /// <summary><c>median (min–max)</c></summary>
    public static string Spread(IReadOnlyCollection<double> values, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Format(Median(values), format)} ({Format(values.Min(), format)}–{Format(values.Max(), format)})");

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
