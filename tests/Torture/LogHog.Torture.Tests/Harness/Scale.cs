using System.Globalization;

// Each test has the machine for itself: what they measure are times, and what they break is a disk.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace LogHog.Torture.Harness;

/// <summary>How much is done: a sample by default, the full figures with <c>LOGHOG_TORTURE=1</c> (<c>./test --torture</c>).</summary>
internal static class Scale
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("LOGHOG_TORTURE") is "1";

    /// <summary><c>LOGHOG_TORTURE_COUNT</c> sets any other number, to look for a failure for longer.</summary>
    public static int Count(int sample, int full) =>
        Environment.GetEnvironmentVariable("LOGHOG_TORTURE_COUNT") is { } count
            ? int.Parse(count, CultureInfo.InvariantCulture)
            : IsFull ? full : sample;
}
