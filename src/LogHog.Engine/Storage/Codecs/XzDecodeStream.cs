using System.Runtime.InteropServices;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>The text of one or several .xz streams.</summary>
internal sealed unsafe class XzDecodeStream : NativeDecodeStream
{
    /// <summary>What <c>xz -9</c> needs is 65 MiB; a damaged header may not ask for more than twice that.</summary>
    private const ulong MemoryBytesMax = 128 << 20;

    private LibLzma.CodingStream* _stream;

    public XzDecodeStream(Stream packed)
        : base(packed)
    {
        _stream = (LibLzma.CodingStream*)NativeMemory.AllocZeroed((nuint)sizeof(LibLzma.CodingStream));
        if (LibLzma.lzma_stream_decoder(_stream, MemoryBytesMax, LibLzma.Concatenated) != LibLzma.Ok)
            throw new InvalidOperationException("liblzma has no memory for a decoder");
    }

    protected override bool Decode(byte* from, int size, bool isLast, byte* to, int room, out int used, out int written)
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        _stream->NextIn = from;
        _stream->AvailableIn = (nuint)size;
        _stream->NextOut = to;
        _stream->AvailableOut = (nuint)room;
        int answer = LibLzma.lzma_code(_stream, isLast ? LibLzma.ActionFinish : LibLzma.ActionRun);
        used = size - (int)_stream->AvailableIn;
        written = room - (int)_stream->AvailableOut;
        return answer switch
        {
            LibLzma.Ok => true,
            LibLzma.StreamEnd => false,
            // The text before the damage is given out first; the next call meets it again.
            _ when written > 0 => true,
            LibLzma.BufferError => isLast ? throw new EndOfStreamException("the .xz data end too early") : true,
            LibLzma.MemoryLimit => throw new InvalidDataException("the .xz data ask for too much memory"),
            _ => throw new InvalidDataException($"the .xz data are damaged (liblzma {answer})"),
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (_stream is not null)
        {
            LibLzma.lzma_end(_stream);
            NativeMemory.Free(_stream);
            _stream = null;
        }
        base.Dispose(disposing);
    }
}
