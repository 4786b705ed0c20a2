using LogHog.Engine.Durability;
using LogHog.Engine.Formats;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tail;

/// <summary>From lines on their way to the files to rows that match, exactly as a search reads them from there. For one thread at a time.</summary>
internal sealed class TailReader(TailQuery query, TimeProvider time)
{
    // Where more files than this come by, they are looked at anew.
    private const int FilesMax = 10_000;

    private readonly Dictionary<string, SearchFile?> _files = new(StringComparer.Ordinal);
    private readonly EventReader _events = new(time.LocalTimeZone);
    private readonly Row _row = new();
    private EventRows _rows = new(query.Requirements.Fields);
    private RawWords _words = new(query.Requirements.Words);
    private FilePruning _pruning = new(query.Requirements);

    /// <summary>Gives each row that matches to <paramref name="found"/>; it is lent until that returns.</summary>
    public void Read(TailText text, Action<Row> found)
    {
        MoveOn();
        foreach (TailText.Run run in text.Runs)
        {
            if (FileOf(run.Path) is { } file)
                ReadEvents(file, text.TextOf(run), found);
        }
    }

    /// <summary>The same for a piece of a file, of whole events.</summary>
    public void Read(SearchFile file, ReadOnlyMemory<byte> text, Action<Row> found)
    {
        MoveOn();
        if (_pruning.MayMatch(file))
            ReadEvents(file, text, found);
    }

    private void MoveOn()
    {
        if (!query.MoveOn())
            return;
        _rows = new EventRows(query.Requirements.Fields);
        _words = new RawWords(query.Requirements.Words);
        _pruning = new FilePruning(query.Requirements);
        _files.Clear();
    }

    private void ReadEvents(SearchFile file, ReadOnlyMemory<byte> text, Action<Row> found)
    {
        if (!_words.MayMatch(text))
            return;
        _events.Begin(file);
        while (!text.IsEmpty)
        {
            int length = EventLines.NextLength(text.Span, isEnd: true);
            ReadEvent(text[..length], found);
            text = text[length..];
        }
    }

    private void ReadEvent(ReadOnlyMemory<byte> text, Action<Row> found)
    {
        if (text.Span is [(byte)'\n'] || !_words.MayMatch(text))
            return;
        _events.Read(text);
        if (!query.Requirements.Time.Contains(_events.Event.TimeUnixNs))
            return;
        _rows.Fill(_row, _events.Event);
        if (query.Requirements.Filter.Matches(_row))
            found(_row);
    }

    /// <summary>Null = none of its events can match.</summary>
    private SearchFile? FileOf(string path)
    {
        if (_files.TryGetValue(path, out SearchFile? known))
            return known;
        if (_files.Count >= FilesMax)
            _files.Clear();
        FileStatus status = new(FileKind.File, 0, 0, default, time.GetUtcNow(), 1);
        SearchFile file = SearchFile.Of(path, status);
        SearchFile? wanted = _pruning.MayMatch(file) ? file : null;
        _files.Add(path, wanted);
        return wanted;
    }
}
