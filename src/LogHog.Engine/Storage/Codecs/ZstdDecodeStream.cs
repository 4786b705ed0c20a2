using System.Runtime.InteropServices;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>The text of one or several zstd frames; skippable frames are skipped.</summary>
internal sealed unsafe class ZstdDecodeStream : NativeDecodeStream
{
    /// <summary>Windows up to 128 MiB, zstd's own limit without <c>--long</c>.</summary>
    private const int WindowLogMax = 27;

    private nint _context = ZstdContexts.Rent();
    private bool _insideFrame;

    /// <param name="packed">The frames.</param>
    /// <param name="windowLogMax">A frame that needs a larger window, as a power of two, is refused: it is the decoder's memory.</param>
    public ZstdDecodeStream(Stream packed, int windowLogMax = WindowLogMax)
        : base(packed) =>
        _ = LibZstd.ZSTD_DCtx_setParameter(_context, LibZstd.WindowLogMax, windowLogMax);

    protected override bool Decode(byte* from, int size, bool isLast, byte* to, int room, out int used, out int written)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        LibZstd.Buffer input = new() { Start = from, Size = (nuint)size };
        LibZstd.Buffer output = new() { Start = to, Size = (nuint)room };
        used = 0;
        written = 0;
        if (isLast && !_insideFrame)
            return false;
        nuint answer = LibZstd.ZSTD_decompressStream(_context, &output, &input);
        used = (int)input.Position;
        written = (int)output.Position;
        if (LibZstd.ZSTD_isError(answer) != 0)
        {
            throw new InvalidDataException(
                $"the zstd data are damaged ({Marshal.PtrToStringUTF8(LibZstd.ZSTD_getErrorName(answer))})");
        }
        _insideFrame = answer != 0;
        if (isLast && _insideFrame && written == 0)
            throw new EndOfStreamException("the zstd data end too early");
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        ZstdContexts.Return(_context);
        _context = 0;
        base.Dispose(disposing);
    }
}
