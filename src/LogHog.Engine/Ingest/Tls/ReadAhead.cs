using System.Buffers;
using System.Net.Sockets;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>
/// What was received in one large piece and not yet taken. SslStream asks for one record at a time, and the kernel's work for a receive
/// costs more than a record's decryption. Holds a buffer only while it has bytes. One reader at a time.
/// </summary>
internal sealed class ReadAhead
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    public bool IsEmpty => _start == _end;

    /// <summary>Receives what is there; never waits. Nothing comes of it when there is none, the stream is over, or broken: the next receive tells.</summary>
    /// <param name="socket">Not blocking.</param>
    /// <param name="bytesMax">At most so many.</param>
    public void Receive(Socket socket, int bytesMax)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(bytesMax);
        _start = 0;
        _end = socket.Receive(_bytes.AsSpan(0, bytesMax), SocketFlags.None, out SocketError error);
        if (error != SocketError.Success)
            _end = 0;
        ReleaseIfEmpty();
    }

    /// <summary>Holds a copy of what somebody has received.</summary>
    public void Put(ReadOnlySpan<byte> bytes)
    {
        Diagnostics.Invariant.Holds(IsEmpty, "what was read ahead is taken first");
        _bytes = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(_bytes);
        _start = 0;
        _end = bytes.Length;
    }

    /// <summary>Takes what fits.</summary>
    public int Take(Span<byte> to)
    {
        int taken = Math.Min(to.Length, _end - _start);
        _bytes.AsSpan(_start, taken).CopyTo(to);
        _start += taken;
        ReleaseIfEmpty();
        return taken;
    }

    private void ReleaseIfEmpty()
    {
        if (!IsEmpty)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
    }
}
