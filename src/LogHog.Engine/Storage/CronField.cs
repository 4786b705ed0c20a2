using System.Globalization;

namespace LogHog.Engine.Storage;

/// <summary>One field of a cron expression: the values that it allows.</summary>
/// <param name="Values">Bit n = the value n.</param>
/// <param name="StartsWithStar">It begins with <c>*</c>, which decides over clock changes and over how the day fields combine.</param>
internal readonly record struct CronField(ulong Values, bool StartsWithStar)
{
    public static readonly Kind Minute = new("minute", 0, 59, []);
    public static readonly Kind Hour = new("hour", 0, 23, []);
    public static readonly Kind DayOfMonth = new("day of month", 1, 31, []);

    public static readonly Kind Month = new(
        "month", 1, 12, ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);

    public static readonly Kind DayOfWeek = new("day of week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);

    /// <summary>What may stand in a field.</summary>
    internal sealed record Kind(string Name, int Min, int Max, string[] Names)
    {
        public string Allowed => Names.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Min}-{Max}")
            : string.Create(CultureInfo.InvariantCulture, $"{Min}-{Max} or {Names[^Math.Min(7, Names.Length)]}…{Names[^1]}");
    }

    /// <summary><c>field = item *( "," item )</c>, <c>item = ( "*" / value [ "-" value ] ) [ "/" step ]</c>.</summary>
    /// <returns>Null with an error that says what to write.</returns>
    public static CronField? Parse(string text, Kind kind, out string? error)
    {
        ulong values = 0;
        foreach (string item in text.Split(','))
        {
            ulong? of = ParseItem(item, kind, out error);
            if (of is null)
            {
                error = $"'{text}' in the {kind.Name} field: {error}";
                return null;
            }
            values |= of.Value;
        }
        error = null;
        return new CronField(values, text.StartsWith('*'));
    }

    private static ulong? ParseItem(string item, Kind kind, out string? error)
    {
        int slash = item.IndexOf('/', StringComparison.Ordinal);
        string range = slash < 0 ? item : item[..slash];
        int step = 1;
        int longestStep = Math.Max(kind.Max, 1);
        if (slash >= 0 && (!TryNumber(item[(slash + 1)..], out step) || step < 1 || step > longestStep))
        {
            error = string.Create(CultureInfo.InvariantCulture, $"behind '/' write a step of 1-{longestStep}, such as */{Math.Min(5, longestStep)}.");
            return null;
        }
        if (!ParseRange(range, kind, slash >= 0, out int first, out int last, out error))
            return null;
        ulong values = 0;
        for (int value = first; value <= last; value += step)
            values |= 1UL << value;
        return values;
    }

    private static bool ParseRange(string range, Kind kind, bool hasStep, out int first, out int last, out string? error)
    {
        first = kind.Min;
        last = kind == DayOfWeek ? 6 : kind.Max; // 7 is only another way to write Sunday
        error = null;
        if (range == "*")
            return true;
        int dash = range.IndexOf('-', StringComparison.Ordinal);
        string from = dash < 0 ? range : range[..dash];
        if (!TryValue(from, kind, out first, out error))
            return false;
        if (dash < 0)
        {
            if (!hasStep)
                last = first;
            else
                last = Math.Max(first, last); // "5/15" = from 5 to the end
            return true;
        }
        if (!TryValue(range[(dash + 1)..], kind, out last, out error))
            return false;
        if (kind == DayOfWeek && last == 0 && first > 0)
            last = 7; // FRI-SUN
        if (first <= last)
            return true;
        error = kind == DayOfWeek
            ? $"{range} runs backwards: write two ranges, such as {from}-SUN,MON-{range[(dash + 1)..]}."
            : string.Create(CultureInfo.InvariantCulture, $"{range} runs backwards: write two ranges, such as {first}-{kind.Max},{kind.Min}-{last}.");
        return false;
    }

    private static bool TryValue(string text, Kind kind, out int value, out string? error)
    {
        error = null;
        value = Array.FindIndex(kind.Names, name => name.Length > 0 && name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (value >= 0 || (TryNumber(text, out value) && value >= kind.Min && value <= kind.Max))
            return true;
        error = text switch
        {
            "" => $"a value is missing: write {kind.Allowed}, or *.",
            "?" => "'?' is not cron: write *.",
            _ => $"'{text}' is none of {kind.Allowed}. Lists (1,5), ranges (1-5) and steps (*/5) are understood; L, W, # are not.",
        };
        return false;
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
