using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Index;

internal enum RecordKind
{
    /// <summary>A chunk of the index.</summary>
    Chunk = 1,

    /// <summary>A file that holds exactly the text up to here, see <see cref="FilePlace"/>.</summary>
    Place = 2,
}

/// <summary>
/// The fixed beginning of a record in a sidecar; the payload follows it. Records are only ever appended, each in one write: what is
/// cut short at the end does not count. A chunk's payload has checksums of its own, which are verified when it is read.
/// </summary>
/// <param name="Kind">What the payload is.</param>
/// <param name="PayloadBytes">Its length.</param>
/// <param name="TextOffset">Of a chunk: where its text begins.</param>
/// <param name="TextBytes">Of a chunk: how much text it covers.</param>
/// <param name="Hash">Of a chunk: that of its text's end, see <see cref="TextFingerprint"/>; else that of the payload.</param>
/// <param name="CarriedTime">Of a chunk: what <see cref="ChunkBuilder.CarriedTime"/> is behind it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SidecarRecord(
    RecordKind Kind, long PayloadBytes, long TextOffset, int TextBytes, ulong Hash, long? CarriedTime)
{
    public const int HeaderBytes = 56;

    private const uint Magic = 0x6352484C; // "LHRc"

    /// <summary>Where the payload lies in the sidecar.</summary>
    public long PayloadAt { get; init; }

    public long TextEnd => TextOffset + TextBytes;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], (int)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], PayloadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], TextOffset);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], TextBytes);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], CarriedTime is null ? 0 : 1);
        BinaryPrimitives.WriteUInt64LittleEndian(to[32..], Hash);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], CarriedTime ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(to[48..], XxHash64.Hash(to[..48]));
    }

    /// <param name="from">The header.</param>
    /// <param name="at">Where it lies in the sidecar.</param>
    /// <param name="record">What it says.</param>
    /// <returns>False: there is no whole record here.</returns>
    public static bool TryRead(ReadOnlySpan<byte> from, long at, out SidecarRecord record)
    {
        record = default;
        if (from.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(from) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(from[48..]) != XxHash64.Hash(from[..48]))
            return false;
        record = new SidecarRecord(
            (RecordKind)BinaryPrimitives.ReadInt32LittleEndian(from[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[28..]) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(from[40..])) { PayloadAt = at + HeaderBytes };
        return record is { PayloadBytes: >= 0, TextOffset: >= 0, TextBytes: >= 0 };
    }
}
