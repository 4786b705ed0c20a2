using System.Buffers;
using System.Text;
using System.Text.Unicode;
using LogHog.Protocols.Json;

namespace LogHog.Protocols.Text;

/// <summary>
/// Bytes of an unknown encoding as the text of a <see cref="Events.LogEvent"/>: what is UTF-8 stays, each other byte 0xNN becomes U+DCNN
/// (Python's surrogateescape), so that every input has a text and comes back from it.
/// </summary>
public static class SurrogateEscape
{
    /// <summary>A byte becomes three at most.</summary>
    public const int ExpansionMax = 3;

    /// <summary>Whether the bytes are not UTF-8.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> bytes) => !Utf8.IsValid(bytes);

    /// <summary>The bytes themselves if they are UTF-8, else a copy.</summary>
    internal static ReadOnlyMemory<byte> Text(ReadOnlyMemory<byte> bytes, ScratchMemory scratch) =>
        IsNeeded(bytes.Span) ? scratch.Commit(Write(bytes.Span, scratch.Reserve(bytes.Length * ExpansionMax))) : bytes;

    /// <summary>Writes them as text; the output has room for <see cref="ExpansionMax"/> times as many.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        int written = 0;
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out _, out int length) == OperationStatus.Done)
            {
                bytes[..length].CopyTo(output[written..]);
                written += length;
                bytes = bytes[length..];
                continue;
            }

            // U+DC80 to U+DCFF.
            output[written++] = 0xED;
            output[written++] = (byte)(0xB0 | (bytes[0] >> 6));
            output[written++] = (byte)(0x80 | (bytes[0] & 0x3F));
            bytes = bytes[1..];
        }

        return written;
    }
}
