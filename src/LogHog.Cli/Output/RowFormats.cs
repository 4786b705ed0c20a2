namespace LogHog.Cli.Output;

/// <summary>The formats of <c>-o</c>.</summary>
internal static class RowFormats
{
    public static readonly string[] Names = ["short", "json", "raw", "logfmt", "csv", "table", "template"];

    public static IRowFormat Of(string name, RowStyle style) => name switch
    {
        "json" => new JsonRows(style),
        "raw" => new RawRows(style, "_msg"),
        "logfmt" => new LogfmtRows(style),
        "csv" => new CsvRows(style),
        "table" => new TableRows(style),
        "template" => new RawRows(style, style.LineField ?? "_msg"),
        _ => new ShortRows(style),
    };

    /// <summary>Rows in it are data for programs: nothing else may stand between them.</summary>
    public static bool IsForPrograms(string name) => name is "json" or "csv";
}
