using System.Globalization;

namespace LogHog.Cli.Output;

/// <summary>A moment as people of this place read it.</summary>
internal static class LocalTime
{
    /// <summary>Of a whole second nothing stands behind the second.</summary>
    public static string Text(long unixNs)
    {
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks(unixNs / 100).ToLocalTime();
        return time.ToString(unixNs % 1_000_000_000 == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }

    /// <summary>Always with six digits behind the second, so that lines stand below each other.</summary>
    public static string WithMicroseconds(long unixNs) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixNs / 100).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
