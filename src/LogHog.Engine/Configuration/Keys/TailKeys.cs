using System.Text.RegularExpressions;
using LogHog.Engine.Configuration.Values;
using LogHog.Engine.Inputs.Tail;
using LogHog.Engine.Search;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[tail:NAME]</c>: log files of others, followed.</summary>
internal static class TailKeys
{
    public const string Section = "tail";

    // The longest pause after which a person still takes the next line for the same trace.
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);

    public static readonly ConfigurationKey<IReadOnlyList<FileGlob>> Path = new(Section, "path", GlobText.Kind, "/var/log/auth.log")
    {
        IsRequired = true,
        Why = "Which files: absolute paths, one a line, with `*` and `?` within a name and `**` for folders of any depth (at most 6). They need not be there "
            + "yet. Compressed files are not followed, but searched for the end of a file that was compressed before it was read.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<FileGlob>> Exclude = new(Section, "exclude", GlobText.Kind, "")
    {
        Why = "Files of these that are left out, in the same spelling.",
    };

    public static readonly ConfigurationKey<FileFormatKind> Format = new(Section, "format", FilesKeys.Formats, "auto")
    {
        Why = "What their lines are, as in `[files:NAME]`: `auto` takes for each line the first format that knows it; with `raw` each line is a message.",
    };

    public static readonly ConfigurationKey<Regex?> Pattern = new(Section, "pattern", PatternText.Kind, "")
    {
        Why = "For `format = regex`, as in `[files:NAME]`.",
    };

    public static readonly ConfigurationKey<TimeZoneInfo?> TimeZone = new(Section, "time_zone", ZoneText.Kind, "")
    {
        Why = "Of times that name no zone, such as `Europe/Berlin`. None: the server's.",
    };

    public static readonly ConfigurationKey<TextEncoding> Encoding = new(
        Section, "encoding", Kinds.Choice("encoding", ("utf-8", TextEncoding.Utf8), ("latin-1", TextEncoding.Latin1)), "utf-8")
    {
        Why = "How the bytes are text. With `utf-8` a byte that is none is marked in the message (`\\udcNN`), so that nothing is lost.",
    };

    public static readonly ConfigurationKey<bool> StartAt = new(
        Section, "start_at", Kinds.Choice("beginning/end", ("beginning", false), ("end", true)), "beginning")
    {
        Why = "Where files that are there are read from when they are followed for the very first time. Files that come later are read from their beginning.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<MultilineKind>> Multiline = new(Section, "multiline", MultilineText.Kind, "none")
    {
        Why = "Which lines belong to the one before: `none`; `indent`, those that begin with a space or a tab; `start`, those that `multiline_start` does not "
            + "find; the stack traces of `java`, `python`, `go`, `dotnet`, several with commas between them.",
    };

    public static readonly ConfigurationKey<Regex?> MultilineStart = new(Section, "multiline_start", PatternText.PlainKind, "")
    {
        Why = "For `multiline = start`: finds the first line of an event, such as `^\\d{4}-\\d\\d-\\d\\d `. A .NET regular expression without lookarounds and back-references.",
    };

    public static readonly ConfigurationKey<TimeSpan> MultilineWait = new(
        Section, "multiline_wait", Kinds.DurationWithin(TimeSpan.FromMilliseconds(10), WaitMax), "1s")
    {
        Why = "So long after its last line an event is complete. Programs write a trace in one go; without `multiline` nothing waits.",
    };

    public static readonly ConfigurationKey<string?> App = new(Section, "app", TemplateText.Kind.OrNull(), "")
    {
        Why = "The application of its events; `{file}` is the file's name without its suffix, `{folder}` that of its folder. None: the section's own name.",
    };

    public static readonly ConfigurationKey<string> Module = new(Section, "module", TemplateText.Kind, "")
    {
        Why = "The module, written the same way. None: what the line says, such as the program of a syslog line.",
    };

    public static readonly ConfigurationKey<string> Host = new(Section, "host", TemplateText.Kind, "")
    {
        Why = "The host, written the same way. None: what the line says, else this machine's name.",
    };

    public static readonly ConfigurationKey<bool> PathField = new(Section, "path_field", Kinds.Switch, "no")
    {
        Why = "Give each event the field `log.file.path`, for patterns that meet many files.",
    };

    public static readonly ConfigurationKey<int> MaxEvent = new(Section, "max_event", Kinds.SmallSize(1 << 10, 1 << 20), "256K")
    {
        Why = "Bytes of an event, be it one line or many. What is longer becomes several, and is counted: a file without line feeds must not fill the memory.",
    };

    public static readonly ConfigurationKey<int> MaxFiles = new(Section, "max_files", Kinds.Integer(1, 100_000), "1000")
    {
        Why = "Files that are followed at once. Each is open, since only so a deleted one can be read to its end.",
    };

    public static readonly ConfigurationKey<TimeSpan> Poll = new(
        Section, "poll", Kinds.DurationWithin(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)), "1s")
    {
        Why = "How often it is looked which files there are, and what has come. Beside that the kernel tells of changes at once (inotify), but not on network "
            + "file systems and behind links.",
    };

    public static readonly ConfigurationKey<TimeSpan> CloseAfter = new(
        Section, "close_after", Kinds.DurationWithin(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)), "30s")
    {
        Why = "A file that was renamed or deleted is read on until nothing has come for so long: programs notice a rotation late.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All =
    [
        Path, Exclude, Format, Pattern, TimeZone, Encoding, StartAt, Multiline, MultilineStart, MultilineWait, App, Module, Host, PathField, MaxEvent, MaxFiles,
        Poll, CloseAfter,
    ];
}
