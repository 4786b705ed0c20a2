using LogHog.Engine.Durability;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>
/// Cuts a text file into pieces of about 1 MiB, each beginning with the first line of an event: never inside a line, and not in
/// front of a continuation line (a tab) unless an event is longer than a piece may be.
/// </summary>
/// <param name="file">The file; read from its beginning.</param>
/// <param name="targetBytes">The size of a piece, unless a line or event is longer.</param>
/// <param name="pieceBytesMax">A piece is cut here even inside a line. Twice the largest body that a peer may send.</param>
internal sealed class FrameCutter(
    DurableFile file, int targetBytes = FrameCutter.TargetBytes, int pieceBytesMax = FrameCutter.PieceBytesMax)
{
    public const int TargetBytes = 1 << 20;
    public const int PieceBytesMax = 16 << 20;

    private byte[] _buffer = new byte[Math.Min(targetBytes, file.Length) + 1];
    private int _length;
    private int _given;
    private bool _ended;

    /// <summary>Bytes read from the file so far.</summary>
    public long Position { get; private set; }

    /// <summary>The next piece; it holds until the next call.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Next(out ReadOnlySpan<byte> piece)
    {
        if (_given > 0)
            _buffer.AsSpan(_given, _length - _given).CopyTo(_buffer);
        _length -= _given;
        _given = 0;
        while (true)
        {
            Fill();
            if (_ended && _length <= targetBytes)
                _given = _length;
            else if (LastEventStart() is > 0 and var eventStart)
                _given = eventStart;
            else if (_ended && _length <= pieceBytesMax)
                _given = _length;
            else if (_buffer.Length < pieceBytesMax)
            {
                Array.Resize(ref _buffer, Math.Min(pieceBytesMax, _buffer.Length * 2));
                continue;
            }
            else
                _given = _buffer.AsSpan(0, _length).LastIndexOf((byte)'\n') is >= 0 and var newline ? newline + 1 : _length;
            piece = _buffer.AsSpan(0, _given);
            return _given > 0;
        }
    }

    private void Fill()
    {
        while (!_ended && _length < _buffer.Length)
        {
            int read = file.Read(Position, _buffer.AsSpan(_length));
            _ended = read < _buffer.Length - _length;
            _length += read;
            Position += read;
        }
    }

    /// <summary>Where the last event begins of which the first byte is here; 0 = only one does.</summary>
    private int LastEventStart()
    {
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, _length);
        for (int end = text.Length - 1; end > 0;)
        {
            int newline = text[..end].LastIndexOf((byte)'\n');
            if (newline < 0)
                return 0;
            if (text[newline + 1] != (byte)'\t')
                return newline + 1;
            end = newline;
        }
        return 0;
    }
}
