using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Engine.Storage;
using LogHog.Protocols.Events;
using System.Text;

namespace LogHog.Engine.Search;

/// <summary>
/// Reads the events of a file, whatever its format: the one that fitted last is tried first, so that a file whose format was changed
/// is read, too. A line of no format is an event whose message is the line and whose time is that of the file's last change.
/// </summary>
internal sealed class EventReader(TimeZoneInfo zone)
{
    private readonly ILineParser[] _parsers =
    [
        LineFormats.CreateParser(LineFormatKind.Standard, zone),
        LineFormats.CreateParser(LineFormatKind.Classic, zone),
        LineFormats.CreateParser(LineFormatKind.Json, zone),
    ];

    private int _fitting;
    private LogFileIdentity? _identity;
    private LineContext _context;
    private ReadOnlyMemory<byte> _app;
    private long _changedUnixNs;

    /// <summary>The event that was read; its texts are borrowed until the next.</summary>
    public LogEvent Event { get; } = new();

    public void Begin(SearchFile file)
    {
        _identity = file.Identity is { IsCut: false } identity ? identity : null;
        _context = new LineContext(_identity?.App ?? default);
        _changedUnixNs = SearchTime.UnixNs(file.NewestAt);
        // A file that is not LogHog's: by its folder, or its own name if it is in none.
        int slash = file.LogPath.IndexOf('/', StringComparison.Ordinal);
        string name = slash >= 0 ? file.LogPath[..slash] : file.LogPath.EndsWith(".log", StringComparison.Ordinal) ? file.LogPath[..^4] : file.LogPath;
        _app = _identity?.App ?? Encoding.UTF8.GetBytes(name);
    }

    /// <param name="text">One event with its continuation lines.</param>
    public void Read(ReadOnlyMemory<byte> text)
    {
        bool isRead = _parsers[_fitting].TryParse(text, _context, Event);
        for (int i = 0; !isRead && i < _parsers.Length; i++)
        {
            isRead = i != _fitting && _parsers[i].TryParse(text, _context, Event);
            if (isRead)
                _fitting = i;
        }

        if (!isRead)
            Event.TimeUnixNs = _changedUnixNs;
        // Where the place of a file says whose it is, that counts: files are left out by it.
        if (_identity is not null || Event.App.IsEmpty)
            Event.App = _app;
        if (_identity is not { } identity)
            return;
        if (!identity.Host.IsEmpty)
            Event.Host = identity.Host;
        if (Event.Module.IsEmpty && !(isRead && _fitting != (int)LineFormatKind.Classic))
            Event.Module = identity.Module;
    }
}
