using System.Globalization;

namespace LogHog.Engine.Storage;

/// <summary>Turns the text of a schedule into one, or says what to write instead.</summary>
internal static class CronScheduleParser
{
    private const string Names = "hourly, daily, midnight, weekly, monthly, yearly, annually";

    private const string Advice = $"Write one of {Names}, or five fields: minute hour day-of-month month day-of-week.";

    public static CronSchedule? Parse(string text, out string? error, out string? warning)
    {
        text = text.Trim();
        warning = null;
        string name = text.TrimStart('@').ToLowerInvariant();
        string? fields = name switch
        {
            "hourly" => "0 * * * *",
            "daily" or "midnight" => "0 0 * * *",
            "weekly" => "0 0 * * 1", // Monday (spec §2), where cron's own @weekly means Sunday
            "monthly" => "0 0 1 * *",
            "yearly" or "annually" => "0 0 1 1 *",
            _ => null,
        };
        if (fields is null && text.StartsWith('@'))
        {
            error = name == "reboot"
                ? $"@reboot names no time: a log file is not rotated by a restart. {Advice}"
                : $"'{text}' is not known. {Advice}";
            return null;
        }
        return ParseFields(text, fields ?? text, out error, ref warning);
    }

    private static CronSchedule? ParseFields(string text, string fields, out string? error, ref string? warning)
    {
        List<string> parts = [.. fields.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        if (parts.Count == 4)
        {
            warning = $"'{text}' has four fields: the missing day of week is taken as *. Write '{string.Join(' ', parts)} *'.";
            parts.Add("*");
        }
        if (parts.Count != 5)
        {
            string found = parts.Count switch
            {
                0 => "It is empty.",
                1 => $"'{text}' is no schedule.",
                6 => $"'{text}' has six fields; leave the seconds out.",
                _ => string.Create(CultureInfo.InvariantCulture, $"'{text}' has {parts.Count} fields."),
            };
            error = $"{found} {Advice}";
            return null;
        }
        if (CronField.Parse(parts[0], CronField.Minute, out error) is not { } minutes
            || CronField.Parse(parts[1], CronField.Hour, out error) is not { } hours
            || CronField.Parse(parts[2], CronField.DayOfMonth, out error) is not { } daysOfMonth
            || CronField.Parse(parts[3], CronField.Month, out error) is not { } months
            || CronField.Parse(parts[4], CronField.DayOfWeek, out error) is not { } daysOfWeek)
            return null;
        CronDays days = new(daysOfMonth, months, daysOfWeek);
        if (!days.CanHappen)
        {
            error = $"'{text}' never happens: no month in its month field ({parts[3]}) has a day {parts[2]}. Write a day that it has.";
            return null;
        }
        return new CronSchedule(text, minutes, hours, days);
    }
}
