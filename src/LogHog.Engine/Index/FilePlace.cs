using System.Buffers;
using LogHog.Engine.Durability;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Index;

/// <summary>
/// A finished file that holds exactly the text that a sidecar describes: the archive as it was rotated, or its compressed form.
/// While the file is still the same to the file system, the sidecar needs no other proof.
/// </summary>
/// <param name="FileId">Which file.</param>
/// <param name="Length">Its bytes on the disk.</param>
/// <param name="ModifiedTicks">Its last change, UTC, in ticks of 100 ns.</param>
/// <param name="TextBytes">The whole text's length.</param>
/// <param name="Frames">Where the text lies in it; null = it is plain.</param>
internal sealed record FilePlace(FileId FileId, long Length, long ModifiedTicks, long TextBytes, IReadOnlyList<TextFrame>? Frames)
{
    /// <summary>A terabyte in frames of 1 MiB; what claims to have more is damaged.</summary>
    private const int FramesMax = 1 << 20;

    public static FilePlace Of(FileStatus status, long textBytes, IReadOnlyList<TextFrame>? frames) =>
        new(status.Id, status.Length, status.ModifiedAt.UtcTicks, textBytes, frames);

    public bool IsOf(FileStatus status) =>
        FileId == status.Id && Length == status.Length && ModifiedTicks == status.ModifiedAt.UtcTicks;

    /// <summary>Numbers of 7 bits a byte; frames follow each other without a gap, so only lengths are written.</summary>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        Add(output, FileId.Inode);
        Add(output, (ulong)FileId.BornNs);
        Add(output, (ulong)Length);
        Add(output, (ulong)ModifiedTicks);
        Add(output, (ulong)TextBytes);
        Add(output, Frames is null ? 0 : (ulong)Frames.Count + 1);
        foreach (TextFrame frame in Frames ?? [])
        {
            Add(output, (ulong)frame.TextBytes);
            Add(output, (ulong)frame.Bytes);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <returns>Null: damaged.</returns>
    public static FilePlace? Decode(ReadOnlySpan<byte> bytes, ulong hash)
    {
        if (XxHash64.Hash(bytes) != hash)
            return null;
        int at = 0;
        var id = new FileId(Next(bytes, ref at), (long)Next(bytes, ref at));
        long length = (long)Next(bytes, ref at);
        long modified = (long)Next(bytes, ref at);
        long textBytes = (long)Next(bytes, ref at);
        ulong count = Next(bytes, ref at);
        if (count == 0)
            return new FilePlace(id, length, modified, textBytes, null);
        if (count - 1 > FramesMax)
            return null;
        var frames = new TextFrame[count - 1];
        long textOffset = 0;
        long offset = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = new TextFrame(textOffset, (long)Next(bytes, ref at), offset, (long)Next(bytes, ref at));
            textOffset += frames[i].TextBytes;
            offset += frames[i].Bytes;
        }

        return new FilePlace(id, length, modified, textBytes, frames);
    }

    private static void Add(ArrayBufferWriter<byte> output, ulong value)
    {
        Span<byte> to = output.GetSpan(10);
        int bytes = 0;
        for (; value >= 0x80; value >>= 7)
            to[bytes++] = (byte)(value | 0x80);
        to[bytes++] = (byte)value;
        output.Advance(bytes);
    }

    private static ulong Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                break;
        }

        return value;
    }
}
