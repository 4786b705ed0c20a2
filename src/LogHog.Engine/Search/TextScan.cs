using LogHog.Engine.Formats;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>From a part of a file's text, which no index describes, to the rows that match. One per worker.</summary>
internal sealed class TextScan(SearchQuery query, EventReader reader, RowSender sender)
{
    private readonly RawWords _words = new(query.Words);
    private readonly EventRows _rows = new(query.RowFields);
    private readonly EventView _view = new(reader.Event);
    private readonly EventBlocks _blocks = new();
    private readonly EarlierTime _earlier = new(reader);
    private readonly Row _row = new();

    /// <param name="file">Stays the caller's.</param>
    /// <param name="part">Which part of its text.</param>
    public void Read(OpenedFile file, TextPart part)
    {
        using var text = new TextCursor(file, part.From, part.To);
        _blocks.Begin(text);
        reader.Begin(file.File);
        reader.CarriedTime = part.TimeBefore;
        _earlier.Begin(file, part.IsTimeKnown ? 0 : part.From);
        bool isFirst = part.From == 0;
        while (!sender.IsFull && _blocks.Next() is { IsEmpty: false } block)
        {
            query.Cancellation.ThrowIfCancellationRequested();
            if (isFirst && file.IsBinary(block.Span))
                return;
            isFirst = false;
            if (_words.MayMatch(block.Span))
                ReadBlock(block);
            else
                reader.Skip(block);
        }
    }

    private void ReadBlock(ReadOnlyMemory<byte> block)
    {
        int read = 0;
        for (int at = 0, length; !sender.IsFull && at < block.Length; at += length)
        {
            length = EventLines.NextLength(block.Span[at..], isEnd: true);
            ReadOnlyMemory<byte> text = block.Slice(at, length);
            if (text.Span is [(byte)'\n'] || !_words.MayMatch(text.Span))
                continue;
            reader.Read(text, block[read..at]);
            if (reader.HasFileTime)
                _earlier.Find();
            read = at + length;
            TakeEvent();
        }

        reader.Skip(block[read..]);
    }

    private void TakeEvent()
    {
        if (!query.Time.Contains(reader.Event.TimeUnixNs) || !_view.Matches(query.Filter))
            return;
        query.Wanted?.Add(reader.Event.TimeUnixNs);
        _rows.Fill(_row, reader.Event);
        sender.Add(_row);
    }
}
