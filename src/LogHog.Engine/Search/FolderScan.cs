using LogHog.Engine.Formats;
using LogHog.Engine.Query;

namespace LogHog.Engine.Search;

/// <summary>One pass of a query over files: from blocks of text to batches of rows that match.</summary>
internal sealed class FolderScan(QueryRequirements requirements, IPipeProcessor receiver, TimeZoneInfo zone)
{
    private const int BatchRows = 256;

    /// <summary>Rows of usual size go on in batches of <see cref="BatchRows"/>; large ones as soon as there is so much text.</summary>
    private const int BatchBytesMax = 1 << 20;

    /// <summary>Another program's file with a NUL here is no text (wtmp, a journal).</summary>
    private const int BinaryProbeBytes = 1024;

    private readonly RawWords _words = new(requirements.Words);
    private readonly EventRows _rows = new(requirements.Fields);
    private readonly EventReader _events = new(zone);
    private readonly EventBlocks _blocks = new();
    private readonly Row _row = new();
    private readonly RowBatch _batch = new();
    private byte[] _values = new byte[64 << 10];
    private int _valueBytes;
    private int _batchBytes;
    private long _rowsLeft = requirements.RowsMax ?? long.MaxValue;

    /// <summary>The receiver wants no more.</summary>
    public bool IsFull { get; private set; } = requirements.RowsMax == 0;

    public void Read(SearchFile file, FileText text, CancellationToken cancellation)
    {
        _blocks.Begin(text);
        _events.Begin(file);
        bool isFirst = true;
        while (!IsFull && _blocks.Next() is { IsEmpty: false } block)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isFirst && file.Identity is null && block.Span[..Math.Min(block.Length, BinaryProbeBytes)].Contains((byte)0))
                return;
            isFirst = false;
            if (_words.MayMatch(block))
                ReadBlock(block);
            else
                _events.Skip(block);
        }

        Send();
    }

    private void ReadBlock(ReadOnlyMemory<byte> block)
    {
        int read = 0;
        for (int at = 0, length; !IsFull && at < block.Length; at += length)
        {
            length = EventLines.NextLength(block.Span[at..], isEnd: true);
            ReadOnlyMemory<byte> text = block.Slice(at, length);
            if (text.Span is [(byte)'\n'] || !_words.MayMatch(text))
                continue;
            ReadEvent(text, block[read..at]);
            read = at + length;
        }

        _events.Skip(block[read..]);
    }

    private void ReadEvent(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> skipped)
    {
        _events.Read(text, skipped);
        if (!requirements.Time.Contains(_events.Event.TimeUnixNs))
            return;
        _rows.Fill(_row, _events.Event);
        if (requirements.Filter.Matches(_row))
            Keep();
    }

    /// <summary>Copies the row into the batch: the next event overwrites what it borrows.</summary>
    private void Keep()
    {
        Row kept = _batch.Add();
        for (int i = 0; i < _row.Count; i++)
            kept.Add(_row.NameAt(i), Copy(_row.ValueAt(i).Span));
        if (_batch.Count == BatchRows || _batch.Count >= _rowsLeft || _batchBytes >= BatchBytesMax)
            Send();
    }

    private ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> value)
    {
        // Rows before keep the array that they point into.
        if (_values.Length - _valueBytes < value.Length)
            (_values, _valueBytes) = (new byte[Math.Max(64 << 10, value.Length)], 0);
        Memory<byte> copy = _values.AsMemory(_valueBytes, value.Length);
        value.CopyTo(copy.Span);
        _valueBytes += value.Length;
        _batchBytes += value.Length;
        return copy;
    }

    private void Send()
    {
        if (_batch.Count == 0)
            return;
        _rowsLeft -= _batch.Count;
        IsFull = !receiver.Process(_batch) || _rowsLeft <= 0;
        _batch.Clear();
        _valueBytes = 0;
        _batchBytes = 0;
    }
}
