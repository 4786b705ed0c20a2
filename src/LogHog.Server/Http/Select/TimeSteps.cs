using System.Globalization;

namespace LogHog.Server.Http.Select;

/// <summary>The parameters <c>step</c> (default one day) and <c>offset</c> of what is counted over time.</summary>
/// <param name="Step">As in <c>by (_time:…)</c>.</param>
/// <param name="Offset">As after <c>offset</c> there; empty = none.</param>
internal readonly record struct TimeSteps(string Step, string Offset)
{
    private const long DayNs = 86_400_000_000_000;

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "second", "minute", "hour", "day", "week", "month", "year",
    };

    public static TimeSteps Read(SelectParameters parameters)
    {
        long offset = parameters.Duration("offset") ?? 0;
        string word = parameters.Text("step");
        if (Words.Contains(word))
            return new TimeSteps(word.ToLowerInvariant(), Text(((offset % DayNs) + DayNs) % DayNs));
        long step = parameters.Duration("step") ?? DayNs;
        if (step <= 0)
        {
            parameters.Refuse("step", "must be more than 0");
            return default;
        }

        // Where a step begins repeats with the step, so it never needs to be negative.
        return new TimeSteps(Text(step), Text(((offset % step) + step) % step));
    }

    private static string Text(long ns) => ns == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{ns}ns");
}
