using System.Runtime.InteropServices;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>libzstd 1.4 or later, as it is.</summary>
internal static unsafe partial class LibZstd
{
    private const string Library = "libzstd.so.1";

    public const int CompressionLevel = 100; // ZSTD_c_compressionLevel
    public const int ChecksumFlag = 201; // ZSTD_c_checksumFlag
    public const int WindowLogMax = 100; // ZSTD_d_windowLogMax

    private static readonly Lazy<bool> Loads = new(() => NativeLibrary.TryLoad(Library, out _));

    public static bool IsHere => Loads.Value;

    [StructLayout(LayoutKind.Sequential)]
    public struct Buffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }

    [LibraryImport(Library)]
    public static partial nint ZSTD_createCCtx();

    [LibraryImport(Library)]
    public static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_CCtx_setParameter(nint context, int parameter, int value);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_compressBound(nuint size);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_compress2(nint context, byte* to, nuint room, byte* from, nuint size);

    [LibraryImport(Library)]
    public static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    public static partial nint ZSTD_getErrorName(nuint code);

    [LibraryImport(Library)]
    public static partial nint ZSTD_createDCtx();

    [LibraryImport(Library)]
    public static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_DCtx_reset(nint context, int what);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_sizeof_DCtx(nint context);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_DCtx_setParameter(nint context, int parameter, int value);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_decompressStream(nint context, Buffer* output, Buffer* input);
}
