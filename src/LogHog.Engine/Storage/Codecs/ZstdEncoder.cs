using System.Buffers;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>One zstd frame with its content's size and checksum.</summary>
internal sealed unsafe class ZstdEncoder : IFrameEncoder
{
    private nint _context = LibZstd.ZSTD_createCCtx();

    /// <param name="level">1 to 9; 0 is taken as 1, because zstd's own 0 means 3.</param>
    public ZstdEncoder(int level)
    {
        Check(LibZstd.ZSTD_CCtx_setParameter(_context, LibZstd.CompressionLevel, Math.Max(1, level)));
        Check(LibZstd.ZSTD_CCtx_setParameter(_context, LibZstd.ChecksumFlag, 1));
    }

    public void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        Span<byte> room = output.GetSpan((int)LibZstd.ZSTD_compressBound((nuint)text.Length));
        fixed (byte* from = text, to = room)
            output.Advance((int)Check(LibZstd.ZSTD_compress2(_context, to, (nuint)room.Length, from, (nuint)text.Length)));
    }

    public void Dispose()
    {
        LibZstd.ZSTD_freeCCtx(_context);
        _context = 0;
    }

    private static nuint Check(nuint code) => LibZstd.ZSTD_isError(code) == 0
        ? code
        : throw new InvalidOperationException($"libzstd: {Marshal.PtrToStringUTF8(LibZstd.ZSTD_getErrorName(code))}");
}
