using LogHog.Engine.Durability;
using LogHog.Engine.Formats;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Engine.Tail;

/// <summary>From lines on their way to the files to rows that match, exactly as a search reads them from there. For one thread at a time.</summary>
internal sealed class TailReader(TailQuery query, TimeProvider time, FolderFormats? formats)
{
    // Where more files than this come by, they are looked at anew.
    private const int FilesMax = 10_000;

    private readonly Dictionary<string, SearchFile?> _files = new(StringComparer.Ordinal);
    private readonly EventReader _events = new(time.LocalTimeZone, formats);
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
            ReadOnlyMemory<byte> lines = text.TextOf(run);
            if (FileOf(run.Path) is not { } file || !_words.MayMatch(lines.Span))
                continue;
            _events.Begin(file);
            ReadEvents(lines, found);
        }
    }

    /// <summary>The same for a piece of a file, of whole events.</summary>
    /// <param name="file">Whose they are.</param>
    /// <param name="text">One behind the other.</param>
    /// <param name="carriedTime">The time of the file's last event before, for lines without one; afterwards that of the last in the text.</param>
    /// <param name="found">Gets the rows.</param>
    public void Read(SearchFile file, ReadOnlyMemory<byte> text, ref long? carriedTime, Action<Row> found)
    {
        MoveOn();
        _events.Begin(file);
        _events.CarriedTime = carriedTime;
        if (_pruning.MayMatch(file) && _words.MayMatch(text.Span))
            ReadEvents(text, found);
        else
            _events.Skip(text);
        carriedTime = _events.CarriedTime;
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

    private void ReadEvents(ReadOnlyMemory<byte> text, Action<Row> found)
    {
        int read = 0;
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = EventLines.NextLength(text.Span[at..], isEnd: true);
            ReadOnlyMemory<byte> one = text.Slice(at, length);
            if (one.Span is [(byte)'\n'] || !_words.MayMatch(one.Span))
                continue;
            ReadEvent(one, text[read..at], found);
            read = at + length;
        }

        _events.Skip(text[read..]);
    }

    private void ReadEvent(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> skipped, Action<Row> found)
    {
        _events.Read(text, skipped);
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
