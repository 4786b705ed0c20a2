using LogHog.Engine.Configuration;
using LogHog.Engine.Formats.Foreign;
using LogHog.Engine.Formats.Python;

namespace LogHog.Engine.Formats;

/// <summary>The readers of all formats that a file can have, in the order in which a line is offered to them.</summary>
internal static class LineParsers
{
    /// <summary>So many of the readers, the first ones, take nothing but what LogHog wrote.</summary>
    public const int Unmistakable = 3;

    /// <summary>New readers; for one thread. The strictest first: each takes only what it is sure of, the last anything with a time.</summary>
    /// <param name="zone">Of times that name none.</param>
    /// <param name="isOwn">
    /// The file lies where LogHog writes: the ancestor's <c>time - host - body</c> is meant before Python's <c>time - name - level - text</c>.
    /// </param>
    public static ILineParser[] Create(TimeZoneInfo zone, bool isOwn)
    {
        ILineParser classic = LineFormats.CreateParser(LineFormatKind.Classic, zone);
        var python = new PythonLineParser(zone);
        return
        [
            LineFormats.CreateParser(LineFormatKind.Standard, zone),
            LineFormats.CreateParser(LineFormatKind.Json, zone),
            LineFormats.CreateParser(LineFormatKind.Rfc5424, zone),
            new SyslogFileParser(zone),
            new CombinedLogParser(zone),
            isOwn ? classic : python,
            isOwn ? python : classic,
            LineFormats.CreateParser(LineFormatKind.Logfmt, zone),
            new JsonObjectParser(zone),
            new TimedLineParser(zone),
        ];
    }

    /// <summary>Those of a <c>[files:NAME]</c>.</summary>
    public static ILineParser[] Create(TimeZoneInfo zone, FilesSettings files) => Create(zone, files.Format, files.Pattern);

    /// <summary>Those of a format that the configuration names.</summary>
    public static ILineParser[] Create(TimeZoneInfo zone, FileFormatKind format, System.Text.RegularExpressions.Regex? regex) => format switch
    {
        FileFormatKind.Auto => Create(zone, isOwn: false),
        FileFormatKind.Syslog => [new StandardLineParser(), new Rfc5424LineParser(), new SyslogFileParser(zone)],
        FileFormatKind.Combined => [new CombinedLogParser(zone)],
        FileFormatKind.Json => [new ClefLineParser(), new JsonObjectParser(zone)],
        FileFormatKind.Logfmt => [new LogfmtLineParser()],
        FileFormatKind.Python => [new PythonLineParser(zone), new TimedLineParser(zone)],
        FileFormatKind.Regex when regex is { } pattern => [new RegexLineParser(pattern, zone)],
        _ => [],
    };

    /// <summary>Whether lines of the format name their module, so that none means the application's root.</summary>
    public static bool SaysModule(ILineParser parser) => 
        parser is StandardLineParser or ClefLineParser or Rfc5424LineParser or LogfmtLineParser or PythonTemplateParser { SaysModule: true };
}
