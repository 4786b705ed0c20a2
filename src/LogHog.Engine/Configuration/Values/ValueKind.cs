namespace LogHog.Engine.Configuration.Values;

/// <summary>A text made into a value, or what to write instead.</summary>
internal readonly record struct Parsed<T>
{
    private Parsed(T? value, string? error, string? warning)
    {
        Value = value;
        Error = error;
        Warning = warning;
    }

    public T? Value { get; }

    public string? Error { get; }

    public string? Warning { get; }

    public static Parsed<T> Good(T value, string? warning = null) => new(value, null, warning);

    public static Parsed<T> Bad(string error) => new(default, error, null);

    public static Parsed<T> NotOneOf(string text, string whatToWrite) => Bad($"{Printable.Quote(text)} does not fit; write {whatToWrite}");
}

/// <summary>How the text of a key becomes a value.</summary>
/// <param name="Name">What the documentation calls it.</param>
/// <param name="Parse">Text and the folder that relative paths begin at → value. Never throws.</param>
internal sealed record ValueKind<T>(string Name, Func<string, string, Parsed<T>> Parse)
{
    /// <summary>Whether a continuation line is a matter of course (lists); elsewhere it is nearly always a slip.</summary>
    public bool TakesLines { get; init; }

    /// <summary>How <c>--print-config</c> writes a value whose text would mean something else elsewhere; null = as it was written.</summary>
    public Func<T, string>? Format { get; init; }
}

internal static class ValueKindExtensions
{
    /// <summary>The same, where the empty text means none.</summary>
    public static ValueKind<T?> OrNone<T>(this ValueKind<T> kind)
        where T : struct =>
        new($"{kind.Name}, or empty", (text, folder) =>
        {
            if (text.Length == 0)
                return Parsed<T?>.Good(null);
            Parsed<T> parsed = kind.Parse(text, folder);
            return parsed.Error is null ? Parsed<T?>.Good(parsed.Value, parsed.Warning) : Parsed<T?>.Bad(parsed.Error);
        });

    /// <inheritdoc cref="OrNone"/>
    public static ValueKind<T?> OrNull<T>(this ValueKind<T> kind)
        where T : class =>
        new($"{kind.Name}, or empty", (text, folder) =>
        {
            if (text.Length == 0)
                return Parsed<T?>.Good(null);
            Parsed<T> parsed = kind.Parse(text, folder);
            return parsed.Error is null ? Parsed<T?>.Good(parsed.Value, parsed.Warning) : Parsed<T?>.Bad(parsed.Error);
        })
        { Format = kind.Format is { } format ? value => value is null ? "" : format(value) : null };
}
