using System.Globalization;

namespace LogHog.Engine.Bot.Commands;

/// <summary>Lengths of time for people in a chat, one unit: <c>5 min</c>; and what such people write: <c>2h</c>, <c>90 minutes</c>.</summary>
internal static class AgeText
{
    private static readonly (string[] Words, TimeSpan Unit)[] Units =
    [
        (["m", "min", "minute", "minutes"], TimeSpan.FromMinutes(1)),
        (["h", "hour", "hours"], TimeSpan.FromHours(1)),
        (["d", "day", "days"], TimeSpan.FromDays(1)),
        (["w", "week", "weeks"], TimeSpan.FromDays(7)),
    ];

    public static string Of(TimeSpan age)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return age.TotalSeconds < 60 ? string.Create(invariant, $"{Math.Max(0, (int)age.TotalSeconds)} s")
            : age.TotalMinutes < 60 ? string.Create(invariant, $"{(int)age.TotalMinutes} min")
            : age.TotalHours < 48 ? string.Create(invariant, $"{(int)age.TotalHours} h")
            : string.Create(invariant, $"{(int)age.TotalDays} d");
    }

    /// <returns>Null = it is no such length.</returns>
    public static TimeSpan? Parse(IReadOnlyList<string> words)
    {
        string text = string.Concat(words).ToLowerInvariant();
        TimeSpan sum = TimeSpan.Zero;
        while (text.Length > 0)
        {
            int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
            // Four digits of weeks are as many as a TimeSpan holds with ease.
            if (digits is <= 0 or > 4)
                return null;
            int letters = text.AsSpan(digits).IndexOfAnyInRange('0', '9');
            string unit = letters < 0 ? text[digits..] : text.Substring(digits, letters);
            if (Units.FirstOrDefault(one => one.Words.Contains(unit, StringComparer.Ordinal)).Unit is not { Ticks: > 0 } length)
                return null;
            sum += int.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture) * length;
            text = text[(digits + unit.Length)..];
        }

        return sum > TimeSpan.Zero ? sum : null;
    }
}
