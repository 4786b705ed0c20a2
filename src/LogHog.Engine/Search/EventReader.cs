using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Engine.Formats.Foreign;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Storage;
using LogHog.Protocols.Events;
using System.Text;

namespace LogHog.Engine.Search;

/// <summary>
/// Reads the events of a file, whatever its format (<see cref="LineParsers"/>). A line of no format is an event whose message is the line and whose time is that of the event before it in its file,
/// so that it follows from the file's text; at the file's start it is the file's own (<see cref="SearchFile.NewestAt"/>).
/// </summary>
/// <param name="zone">Of times that name none.</param>
/// <param name="formats">The Python formats of the folder's files; null = none are known.</param>
internal sealed class EventReader(TimeZoneInfo zone, FolderFormats? formats = null)
{
    // The first that fits counts, whatever fitted the lines before: what a line says follows from the line.
    // Most searches read no line at all: made when they are needed.
    private readonly Lazy<ILineParser[]> _ownFirst = new(() => LineParsers.Create(zone, isOwn: true), isThreadSafe: false);
    private readonly Lazy<ILineParser[]> _othersFirst = new(() => LineParsers.Create(zone, isOwn: false), isThreadSafe: false);

    private readonly Dictionary<PythonFormatSettings, PythonTemplateParser?> _pythonParsers = [];
    private readonly LogEvent _skippedEvent = new();
    private ILineParser[]? _parsers;
    private ILineParser? _fitting;
    private LogFileIdentity? _identity;
    private FileSet? _set;
    private ILineParser[] _setParsers = [];
    private ReadOnlyMemory<byte> _module;
    private LineContext _context;
    private ReadOnlyMemory<byte> _app;
    private long _fileUnixNs;

    /// <summary>The event that was read; its texts are borrowed until the next.</summary>
    public LogEvent Event { get; } = new();

    /// <summary>
    /// The time for the next line of no format: that of the last event read, in nanoseconds since 1970; null = no event of the file
    /// has had a time. Whoever begins in the middle of a file sets it after <see cref="Begin"/>.
    /// </summary>
    public long? CarriedTime { get; set; }

    /// <summary>The event has no time of its own, and none before it in the file had.</summary>
    public bool HasFileTime { get; private set; }

    public void Begin(SearchFile file)
    {
        _identity = file.Identity is { IsCut: false } identity ? identity : null;
        if (!ReferenceEquals(_set, file.Set))
            (_set, _setParsers) = (file.Set, file.Set is { } set ? LineParsers.Create(zone, set.Settings) : []);
        _parsers = null;
        _module = _set is not null ? FileSet.ModuleOf(file) : default;
        _fileUnixNs = SearchTime.UnixNs(file.NewestAt);
        _context = new LineContext(_identity?.App ?? default, _fileUnixNs);
        CarriedTime = null;
        // A file that is not LogHog's: by its folder, or its own name if it is in none.
        int slash = file.LogPath.IndexOf('/', StringComparison.Ordinal);
        string name = slash >= 0 ? file.LogPath[..slash] : file.LogPath.EndsWith(".log", StringComparison.Ordinal) ? file.LogPath[..^4] : file.LogPath;
        _app = _identity?.App ?? Encoding.UTF8.GetBytes(name);
    }

    /// <param name="text">One event with its continuation lines.</param>
    /// <param name="skipped">The events between the last one that was read and this one.</param>
    public void Read(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> skipped = default)
    {
        bool isRead = TryParse(text, Event);
        ILineParser? fitting = _fitting;
        bool hasTime = isRead && fitting!.HasTime;
        if (!hasTime)
            Skip(skipped);
        HasFileTime = !hasTime && CarriedTime is null;
        if (hasTime)
            CarriedTime = Event.TimeUnixNs;
        else
            Event.TimeUnixNs = CarriedTime ?? _fileUnixNs;
        if (_set is not null)
        {
            Event.App = _set.App;
            if (Event.Module.IsEmpty)
                Event.Module = _module;
            return;
        }

        // Where the place of a file says whose it is, that counts: files are left out by it.
        if (_identity is not null || Event.App.IsEmpty)
            Event.App = _app;
        if (_identity is not { } identity)
            return;
        if (!identity.Host.IsEmpty)
            Event.Host = identity.Host;
        if (Event.Module.IsEmpty && !(isRead && LineParsers.SaysModule(fitting!)))
            Event.Module = identity.Module;
    }

    /// <summary>Goes past events that nobody wants, for the time that the next may need. The texts of <see cref="Event"/> hold no longer.</summary>
    /// <param name="text">Whole events.</param>
    public void Skip(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            int start = EventLines.LastStart(text.Span);
            if (TryParse(text[start..], _skippedEvent) && _fitting!.HasTime)
            {
                CarriedTime = _skippedEvent.TimeUnixNs;
                return;
            }

            text = text[..start];
        }
    }

    private bool TryParse(ReadOnlyMemory<byte> text, LogEvent into)
    {
        _parsers ??= _set is not null ? _setParsers : _identity is { } identity ? OwnOf(identity) : _othersFirst.Value;
        foreach (ILineParser parser in _parsers)
        {
            if (parser.TryParse(text, _context, into))
            {
                _fitting = parser;
                return true;
            }
        }

        _fitting = null;
        if (_parsers.Length > 0)
            return false; // The last of them left the line as the message.
        ForeignLine.Begin(ref text, _context, into);
        return false;
    }

    /// <summary>Behind LogHog's own formats, which cannot be mistaken, come the Python formats of the file's facility.</summary>
    private ILineParser[] OwnOf(LogFileIdentity identity)
    {
        ILineParser[] own = _ownFirst.Value;
        IReadOnlyList<PythonFormatSettings> python = formats?.Of(identity) ?? [];
        return python.Count == 0 ? own : [.. own[..LineParsers.Unmistakable], .. python.Select(PythonParser).OfType<ILineParser>(), .. own[LineParsers.Unmistakable..]];
    }

    private PythonTemplateParser? PythonParser(PythonFormatSettings settings)
    {
        if (!_pythonParsers.TryGetValue(settings, out PythonTemplateParser? parser))
            _pythonParsers.Add(settings, parser = PythonTemplateParser.Create(settings, zone));
        return parser;
    }
}
