using LogHog.Engine.Storage;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Schedules; what they mean is <see cref="CronSchedule"/>'s business.</summary>
internal static class ScheduleText
{
    public static Parsed<CronSchedule?> ParseRotate(string text, string folder)
    {
        if (text.Equals("size", StringComparison.OrdinalIgnoreCase))
            return Parsed<CronSchedule?>.Good(null);
        Parsed<CronSchedule> parsed = Parse(text, folder);
        return parsed.Error is null
            ? Parsed<CronSchedule?>.Good(parsed.Value, parsed.Warning)
            : Parsed<CronSchedule?>.Bad($"{parsed.Error} Or write size, to rotate by max_size only.");
    }

    public static Parsed<CronSchedule> Parse(string text, string folder) =>
        CronSchedule.TryParse(text, out CronSchedule? schedule, out string? error, out string? warning)
            ? Parsed<CronSchedule>.Good(schedule, warning)
            : Parsed<CronSchedule>.Bad(error);
}
