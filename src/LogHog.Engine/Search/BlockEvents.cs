using LogHog.Engine.Formats;
using LogHog.Engine.Index;

namespace LogHog.Engine.Search;

/// <summary>The text of one block of a chunk, cut into its events. One per worker.</summary>
internal sealed class BlockEvents
{
    private readonly BlockText _text = new();
    private int[] _starts = new int[1024];
    private int[] _ends = new int[1024];
    private int _first;

    /// <summary>The whole block, or its end.</summary>
    public ReadOnlyMemory<byte> Text { get; private set; }

    public int Count { get; private set; }

    /// <summary>One event with its continuation lines.</summary>
    public ReadOnlyMemory<byte> this[int index] => Text[_starts[index - _first].._ends[index - _first]];

    /// <summary>Where an event begins in the text.</summary>
    public int StartOf(int index) => _starts[index];

    /// <summary>Where an event ends in the text.</summary>
    public int EndOf(int index) => _ends[index];

    public void Begin(OpenedFile file) => _text.Begin(file);

    public void End() => _text.End();

    /// <summary>Reads the text alone.</summary>
    /// <exception cref="IndexDamageException">There is no such text.</exception>
    public void Read(long chunkOffset, BlockInfo block)
    {
        Text = _text.Read(chunkOffset + block.TextOffset, block.TextBytes);
        (_first, Count) = (0, 0);
    }

    /// <summary>Reads only the last events, as many as some text holds, and cuts it into them.</summary>
    /// <returns>The number of the first of them; how many events the whole text has was not looked at.</returns>
    /// <inheritdoc cref="Read"/>
    public int ReadEnd(long chunkOffset, BlockInfo block, int textBytes)
    {
        int skipped = Math.Max(0, block.TextBytes - textBytes);
        ReadOnlyMemory<byte> text = _text.Read(chunkOffset + block.TextOffset + skipped, block.TextBytes - skipped);
        int start = skipped == 0 ? 0 : EventStarts.FirstIn(text.Span);
        Text = start < 0 ? default : text[start..];
        Count = 0;
        Cut();
        return _first = Math.Max(0, block.Events - Count);
    }

    /// <summary>Whether each line of the text is an event, so that their numbers can be counted without cutting it.</summary>
    public bool AreLines(BlockInfo block) =>
        Text.Span.Count((byte)'\n') is var lines && lines + (Text.Span.EndsWith("\n"u8) ? 0 : 1) == block.Events;

    /// <summary>Cuts it into events.</summary>
    /// <exception cref="IndexDamageException">The text is not the one that was indexed.</exception>
    public void Cut(BlockInfo block)
    {
        Cut();
        if (Count != block.Events)
            throw new IndexDamageException("the text has another number of events");
    }

    private void Cut()
    {
        ReadOnlySpan<byte> text = Text.Span;
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = EventLines.NextLength(text[at..], isEnd: true);
            if (length == 1 && text[at] == '\n')
                continue; // an empty line is no event
            if (Count == _starts.Length)
            {
                Array.Resize(ref _starts, Count * 2);
                Array.Resize(ref _ends, Count * 2);
            }

            (_starts[Count], _ends[Count]) = (at, at + length);
            Count++;
        }
    }
}
