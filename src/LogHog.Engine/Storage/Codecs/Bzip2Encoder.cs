using System.Buffers;
using ICSharpCode.SharpZipLib.BZip2;

namespace LogHog.Engine.Storage.Codecs;

/// <summary>One .bz2 stream.</summary>
/// <param name="level">1 to 9 (0 is taken as 1): blocks of 100 KB to 900 KB.</param>
internal sealed class Bzip2Encoder(int level) : IFrameEncoder
{
    /// <summary>An empty stream: the package would write none.</summary>
    private static ReadOnlySpan<byte> Empty => [(byte)'B', (byte)'Z', (byte)'h', (byte)'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0];

    public void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text.IsEmpty)
        {
            output.Write(Empty);
            return;
        }
        using MemoryStream stream = new(text.Length / 4 + 64);
        using (BZip2OutputStream packer = new(stream, Math.Max(1, level)) { IsStreamOwner = false })
            packer.Write(text);
        output.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    public void Dispose()
    {
    }
}
