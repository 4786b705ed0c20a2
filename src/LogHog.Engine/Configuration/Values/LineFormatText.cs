namespace LogHog.Engine.Configuration.Values;

/// <summary>A <c>format</c> as it is written.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Python">The format string behind <c>python:</c>; empty for all others.</param>
internal readonly record struct WrittenFormat(LineFormatKind Kind, string Python);

/// <summary>A name of a format, or <c>python:</c> with a format string, which may have several lines.</summary>
internal static class LineFormatText
{
    private const string PythonPrefix = "python:";

    private static readonly ValueKind<LineFormatKind> Names = Kinds.Choice(
        "format", ("standard", LineFormatKind.Standard), ("classic", LineFormatKind.Classic), ("json", LineFormatKind.Json),
        ("rfc5424", LineFormatKind.Rfc5424), ("logfmt", LineFormatKind.Logfmt));

    public static readonly ValueKind<WrittenFormat> Kind = new(Names.Name, Parse) { TakesLines = true };

    private static Parsed<WrittenFormat> Parse(string text, string folder)
    {
        if (text.StartsWith(PythonPrefix, StringComparison.OrdinalIgnoreCase))
            return Parsed<WrittenFormat>.Good(new(LineFormatKind.Python, text[PythonPrefix.Length..]));
        Parsed<LineFormatKind> name = Names.Parse(text, folder);
        return name.Error is null
            ? Parsed<WrittenFormat>.Good(new(name.Value, ""))
            : Parsed<WrittenFormat>.Bad($"{name.Error}, or python: and a format string of Python's logging, such as python:%(asctime)s %(message)s");
    }
}
