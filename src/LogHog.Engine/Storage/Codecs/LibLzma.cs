using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>liblzma 5, as it is.</summary>
internal static unsafe partial class LibLzma
{
    private const string Library = "liblzma.so.5";

    public const int Ok = 0;
    public const int StreamEnd = 1;
    public const int MemoryLimit = 6;
    public const int BufferError = 10; // no progress possible: the input is cut short
    public const int ActionRun = 0;
    public const int ActionFinish = 3;
    public const int CheckCrc64 = 4;
    public const uint Concatenated = 8;
    public const ulong FilterLzma2 = 0x21;
    public const ulong NoFilter = ulong.MaxValue;

    private static readonly Lazy<bool> Loads = new(() => NativeLibrary.TryLoad(Library, out _));

    public static bool IsHere => Loads.Value;

    [StructLayout(LayoutKind.Sequential)]
    public struct Filter
    {
        public ulong Id;
        public void* Options;
    }

    /// <summary><c>lzma_options_lzma</c>: only its first member is ours to set, the preset fills the rest (112 bytes in 5.4).</summary>
    [InlineArray(32)]
    public struct LzmaOptions
    {
        private ulong _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct CodingStream
    {
        public byte* NextIn;
        public nuint AvailableIn;
        public ulong TotalIn;
        public byte* NextOut;
        public nuint AvailableOut;
        public ulong TotalOut;
        public nint Allocator;
        public nint Internal;
        public ReservedSpace Reserved;
    }

    [InlineArray(12)]
    public struct ReservedSpace
    {
        private ulong _first;
    }

    /// <returns>0 = the preset is known.</returns>
    [LibraryImport(Library)]
    public static partial byte lzma_lzma_preset(LzmaOptions* options, uint preset);

    [LibraryImport(Library)]
    public static partial nuint lzma_stream_buffer_bound(nuint size);

    [LibraryImport(Library)]
    public static partial int lzma_stream_buffer_encode(
        Filter* filters, int check, nint allocator, byte* from, nuint size, byte* to, nuint* position, nuint room);

    [LibraryImport(Library)]
    public static partial int lzma_stream_decoder(CodingStream* stream, ulong memoryBytesMax, uint flags);

    [LibraryImport(Library)]
    public static partial int lzma_code(CodingStream* stream, int action);

    [LibraryImport(Library)]
    public static partial void lzma_end(CodingStream* stream);
}
