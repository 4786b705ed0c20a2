using System.Buffers.Text;
using System.Text;

namespace LogHog.Harness.Search;

/// <summary>Memory in which lines are put together, written to a file whenever it is full.</summary>
internal sealed class LineText(Stream file)
{
    /// <summary>Room for the longest event (a traceback) behind the mark.</summary>
    private const int FlushAt = 1 << 20;

    private readonly byte[] _bytes = new byte[FlushAt + 16_384];
    private int _length;

    public LineText Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    public LineText Add(string ascii)
    {
        _length += Encoding.ASCII.GetBytes(ascii, _bytes.AsSpan(_length));
        return this;
    }

    public LineText Add(long number)
    {
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    /// <summary>With leading zeros.</summary>
    public LineText AddDigits(long number, int digits)
    {
        for (int i = _length + digits - 1; i >= _length; i--, number /= 10)
            _bytes[i] = (byte)('0' + (number % 10));
        _length += digits;
        return this;
    }

    public LineText AddHex(ulong number)
    {
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out int written, new System.Buffers.StandardFormat('x', 16));
        _length += written;
        return this;
    }

    /// <summary>The event is complete.</summary>
    public void EndEvent()
    {
        _bytes[_length++] = (byte)'\n';
        if (_length >= FlushAt)
            Flush();
    }

    public void Flush()
    {
        file.Write(_bytes, 0, _length);
        _length = 0;
    }
}
