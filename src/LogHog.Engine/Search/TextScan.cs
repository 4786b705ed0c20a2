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
        if (_words.Needle is { } needle && !block.Span.Contains((byte)'\\'))
        {
            ReadHits(block, needle);
            return;
        }

        int read = 0;
        for (int at = 0, length; !sender.IsFull && at < block.Length; at += length)
        {
            length = EventLines.NextLength(block.Span[at..], isEnd: true);
            ReadOnlyMemory<byte> text = block.Slice(at, length);
            if (text.Span is [(byte)'\n'] || !_words.MayMatch(text.Span))
                continue;
            TakeEvent(text, block[read..at]);
            read = at + length;
        }

        reader.Skip(block[read..]);
    }

    /// <summary>Looks for the needle, and only at the events in which it stands.</summary>
    private void ReadHits(ReadOnlyMemory<byte> block, RawNeedle needle)
    {
        int read = 0;
        for (int at = 0; !sender.IsFull;)
        {
            int hit = needle.IndexIn(block.Span[at..]);
            if (hit < 0)
                break;
            int start = at + EventLines.LastStart(block.Span[at..(at + hit + 1)]);
            int end = start + EventLines.NextLength(block.Span[start..], isEnd: true);
            if (_words.MayMatch(block.Span[start..end]))
            {
                TakeEvent(block[start..end], block[read..start]);
                read = end;
            }

            at = end;
        }

        reader.Skip(block[read..]);
    }

    private void TakeEvent(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> skipped)
    {
        reader.Read(text, skipped);
        if (reader.HasFileTime)
            _earlier.Find();
        if (!query.Time.Contains(reader.Event.TimeUnixNs) || !_view.Matches(query.Filter))
            return;
        query.Wanted?.Add(reader.Event.TimeUnixNs);
        _rows.Fill(_row, reader.Event);
        sender.Add(_row);
    }
}
