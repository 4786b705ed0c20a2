using System.Buffers;
using System.Numerics;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>One .xz stream of one block, whose header holds both sizes, with a CRC64.</summary>
/// <remarks>
/// A dictionary larger than the text is of no use: with one of 1 MiB level 6 takes 13 MiB instead of 94 (<c>xz -vv --lzma2=preset=6,dict=1MiB</c>) and packs the same.
/// </remarks>
internal sealed unsafe class XzEncoder(int level) : IFrameEncoder
{
    private const uint DictionaryBytesMin = 4096;

    public void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        LibLzma.LzmaOptions options = default;
        if (LibLzma.lzma_lzma_preset(&options, (uint)level) != 0)
            throw new InvalidOperationException($"liblzma knows no preset {level}");
        uint* dictionaryBytes = (uint*)&options; // its first member
        *dictionaryBytes = Math.Min(
            *dictionaryBytes, Math.Max(DictionaryBytesMin, BitOperations.RoundUpToPowerOf2((uint)text.Length)));
        LibLzma.Filter* filters = stackalloc LibLzma.Filter[2];
        filters[0] = new() { Id = LibLzma.FilterLzma2, Options = &options };
        filters[1] = new() { Id = LibLzma.NoFilter };
        Span<byte> room = output.GetSpan((int)LibLzma.lzma_stream_buffer_bound((nuint)text.Length));
        nuint written = 0;
        int answer;
        fixed (byte* from = text, to = room)
        {
            answer = LibLzma.lzma_stream_buffer_encode(
                filters, LibLzma.CheckCrc64, 0, from, (nuint)text.Length, to, &written, (nuint)room.Length);
        }
        if (answer != LibLzma.Ok)
            throw new InvalidOperationException($"liblzma answered {answer}");
        output.Advance((int)written);
    }

    public void Dispose()
    {
    }
}
