using System.Text.RegularExpressions;
using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Search;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[files:NAME]</c>: log files of others, searched where they lie.</summary>
internal static class FilesKeys
{
    public const string Section = "files";

    public static readonly ConfigurationKey<IReadOnlyList<FileGlob>> Path = new(Section, "path", GlobText.Kind, "/var/log/**")
    {
        Why = "Which files: absolute paths, one a line, with `*` and `?` within a name and `**` for folders of any depth (at most 6). Rotated "
            + "ones count too, also compressed. The user of loghogd must be allowed to read them; binary files are passed by.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<FileGlob>> Exclude = new(Section, "exclude", GlobText.Kind, "")
    {
        Why = "Files of these that are left out, in the same spelling.",
    };

    /// <summary>The formats that lines of others have.</summary>
    public static readonly ValueKind<FileFormatKind> Formats = Kinds.Choice(
        "format", ("auto", FileFormatKind.Auto), ("syslog", FileFormatKind.Syslog), ("combined", FileFormatKind.Combined), ("json", FileFormatKind.Json),
        ("logfmt", FileFormatKind.Logfmt), ("python", FileFormatKind.Python), ("regex", FileFormatKind.Regex), ("raw", FileFormatKind.Raw));

    public static readonly ConfigurationKey<FileFormatKind> Format = new(Section, "format", Formats, "auto")
    {
        Why = "What their lines are (docs/line-format.md). `auto` takes for each line the first format that knows it; `combined` is Apache's and "
            + "nginx's access log; with `raw` each line is a message. A line that the format does not know is a message, too.",
    };

    public static readonly ConfigurationKey<Regex?> Pattern = new(Section, "pattern", PatternText.Kind, "")
    {
        Why = "For `format = regex`: a .NET regular expression without lookarounds and back-references. The groups `time`, `level`, `module`, `host` and "
            + "`msg` have their meaning, every other named group is a field.",
    };

    public static readonly ConfigurationKey<string?> App = new(Section, "app", Kinds.Name.OrNull(), "")
    {
        Why = "The application that their events belong to, whatever a line says, because tokens are scoped by it. None: the section's own name.",
    };

    public static readonly ConfigurationKey<TimeZoneInfo?> TimeZone = new(Section, "time_zone", ZoneText.Kind, "")
    {
        Why = "Of times that name no zone, such as `Europe/Berlin`. None: the server's.",
    };

    public static readonly ConfigurationKey<bool> Index = new(Section, "index", Kinds.Switch, "yes")
    {
        Why = "Keep an index of them, so that searches need not read them whole. It lies in loghogd's own folder (`workdir`, below `index`), nothing is "
            + "written beside the files, and it is made with processor time that nobody else wants. `no` deletes it.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All = [Path, Exclude, Format, Pattern, App, TimeZone, Index];
}
