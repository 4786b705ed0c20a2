using System.Globalization;
using System.Net;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Configuration.Values;

/// <summary>Every kind of value that the tables of keys use.</summary>
internal static class Kinds
{
    /// <summary>What Python's <c>getboolean</c> takes.</summary>
    public static readonly ValueKind<bool> Switch = Choice(
        "yes/no", ("yes", true), ("no", false), ("on", true), ("off", false), ("true", true), ("false", false), ("1", true), ("0", false));

    /// <summary>A path; relative ones begin at the folder of the file that says them.</summary>
    public static readonly ValueKind<string> FilePath =
        new("path", PathText.Parse) { Format = path => path };

    /// <summary>Any text in one line; empty = none.</summary>
    public static readonly ValueKind<string> Text = new("text, or empty", static (text, _) => Parsed<string>.Good(text));

    /// <summary>Paths, one a line or with commas between them.</summary>
    public static readonly ValueKind<IReadOnlyList<string>> FilePaths = new("paths", ParsePaths)
    {
        TakesLines = true,
        Format = static paths => string.Join(", ", paths),
    };

    /// <summary>A name.</summary>
    public static readonly ValueKind<string> Name = new("name", (text, _) =>
        text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? Parsed<string>.NotOneOf(text, "one name without spaces")
            : Parsed<string>.Good(text));

    /// <summary>The key of the signatures. No message here repeats the text.</summary>
    public static readonly ValueKind<string> Secret = new("text", (text, _) =>
        text is ['"', .., '"'] or ['\'', .., '\'']
            ? Parsed<string>.Good(text, "the quotes are part of the secret; leave them out if the clients' secret has none")
            : Parsed<string>.Good(text));

    public static readonly ValueKind<TimeSpan> Duration = new("time", DurationText.Parse);

    public static readonly ValueKind<IReadOnlyList<ListenAddress>> Addresses = new("addresses", AddressListText.Parse) { TakesLines = true };

    /// <summary>A schedule; null = <c>size</c>, by size only.</summary>
    public static readonly ValueKind<CronSchedule?> RotateWhen = new("schedule", ScheduleText.ParseRotate);

    public static readonly ValueKind<CronSchedule> Schedule = new("schedule", ScheduleText.Parse);

    public static ValueKind<int> Integer(int from, int to) => new("number", (text, _) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= from && value <= to
            ? Parsed<int>.Good(value)
            : Parsed<int>.NotOneOf(text, $"a whole number from {Number(from)} to {Number(to)}"));

    /// <summary>Bytes; both bounds belong to it.</summary>
    public static ValueKind<long> Size(long from, long to) => new("size", (text, _) => SizeText.Parse(text, from, to));

    /// <summary>Bytes that the program counts in an <see cref="int"/>.</summary>
    public static ValueKind<int> SmallSize(int from, int to) => new("size", (text, _) =>
    {
        Parsed<long> size = SizeText.Parse(text, from, to);
        return size.Error is null ? Parsed<int>.Good((int)size.Value) : Parsed<int>.Bad(size.Error);
    });

    public static ValueKind<TimeSpan> DurationWithin(TimeSpan from, TimeSpan to) => new("time", (text, folder) =>
    {
        Parsed<TimeSpan> time = DurationText.Parse(text, folder);
        return time.Error is null && (time.Value < from || time.Value > to)
            ? Parsed<TimeSpan>.NotOneOf(text, $"a time from {DurationText.Format(from)} to {DurationText.Format(to)}")
            : time;
    });

    /// <summary>One of a few words, in any case.</summary>
    public static ValueKind<T> Choice<T>(string name, params (string Word, T Value)[] words) => new(name, (text, _) =>
    {
        foreach ((string word, T value) in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
                return Parsed<T>.Good(value);
        }

        return Parsed<T>.NotOneOf(text, $"one of: {string.Join(", ", words.Select(pair => pair.Word))}");
    });

    private static Parsed<IReadOnlyList<string>> ParsePaths(string text, string folder)
    {
        List<string> paths = [];
        foreach (string item in text.Split((char[])[',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Parsed<string> path = PathText.Parse(item, folder);
            if (path.Error is not null)
                return Parsed<IReadOnlyList<string>>.Bad(path.Error);
            paths.Add(path.Value!);
        }

        return Parsed<IReadOnlyList<string>>.Good(paths);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An address to listen on as it is written: without a port the section's default port holds.</summary>
internal readonly record struct ListenAddress(IPAddress Address, int? Port)
{
    public IPEndPoint WithDefault(int port) => new(Address, Port ?? port);
}
