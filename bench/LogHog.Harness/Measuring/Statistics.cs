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

    /// <summary><c>median (min–max)</c></summary>
    public static string Spread(IReadOnlyCollection<double> values, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Format(Median(values), format)} ({Format(values.Min(), format)}–{Format(values.Max(), format)})");

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
