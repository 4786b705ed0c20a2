using LogHog.Engine.Formats;

namespace LogHog.Engine.Search;

/// <summary>Cuts the text of files into blocks of whole events. One instance reads file after file in the same memory.</summary>
internal sealed class EventBlocks
{
    /// <summary>Fits into a core's second-level cache, so that a block is searched and then parsed from there.</summary>
    private const int BlockBytes = 256 << 10;

    private byte[] _buffer = new byte[BlockBytes];
    private TextCursor? _text;
    private int _start;
    private int _end;
    private bool _ended;

    public void Begin(TextCursor text)
    {
        _text = text;
        _start = _end = 0;
        _ended = false;
        if (_buffer.Length > BlockBytes)
            _buffer = new byte[BlockBytes];
    }

    /// <summary>The next events of the file; empty = there are none left. Holds until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        int length = 0;
        while (length == 0 && !(_ended && _start == _end))
        {
            Fill();
            ReadOnlySpan<byte> text = _buffer.AsSpan(_start, _end - _start);
            length = WholeLength(text);
            if (_ended && length == 0)
                _start = _end; // an event that is only half there
        }

        var block = new ReadOnlyMemory<byte>(_buffer, _start, length);
        _start += length;
        return block;
    }

    /// <summary>Moves what is left to the front, and reads until the buffer is full.</summary>
    private void Fill()
    {
        if (_ended)
            return;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, EventLines.EventBytesMax));
        while (_end < _buffer.Length && !_ended)
        {
            int read = _text!.Read(_buffer.AsSpan(_end));
            _end += read;
            _ended = read == 0;
        }
    }

    private int WholeLength(ReadOnlySpan<byte> text)
    {
        if (_ended)
            return _text!.MayBeCut && !text.EndsWith("\n"u8) ? EventLines.LastStart(text) : text.Length;
        int whole = EventLines.LastStart(text);
        // What is longer than an event can be is cut where the text says, however it was read.
        return whole > 0 ? whole : EventLines.NextLength(text, isEnd: false);
    }
}
