using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LogHog.Engine.Durability;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Index;

/// <summary>The beginning of a sidecar: of which file it is, and by which rules it was made.</summary>
/// <param name="Rules">What the index depends on beside the text, see <see cref="IndexRules"/>.</param>
/// <param name="Place">Of the log file's path, see <see cref="IndexRules.PlaceOf"/>.</param>
/// <param name="FileId">The log file when its index was begun. It stays when the file is renamed; compressed it becomes another.</param>
/// <param name="HeadBytes">So much of the text's beginning is hashed.</param>
/// <param name="HeadHash">Its hash.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SidecarHeader(ulong Rules, ulong Place, FileId FileId, int HeadBytes, ulong HeadHash)
{
    public const int Bytes = 64;

    private static ReadOnlySpan<byte> Magic => "LogHogIx"u8;

    public void Write(Span<byte> to)
    {
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], Rules);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], Place);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], FileId.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], FileId.BornNs);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], HeadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(to[48..], HeadHash);
        BinaryPrimitives.WriteUInt64LittleEndian(to[56..], XxHash64.Hash(to[..56]));
    }

    /// <returns>Null: there is no such sidecar, or its beginning is damaged.</returns>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public static SidecarHeader? Read(RootedFolder folder, string sidecar)
    {
        if (folder.Status(sidecar) is not { Kind: FileKind.File })
            return null;
        using DurableFile file = folder.OpenRead(sidecar);
        Span<byte> bytes = stackalloc byte[Bytes];
        return TryRead(bytes[..file.Read(0, bytes)], out SidecarHeader header) ? header : null;
    }

    /// <returns>False: damaged, or no sidecar's beginning.</returns>
    public static bool TryRead(ReadOnlySpan<byte> from, out SidecarHeader header)
    {
        header = default;
        if (from.Length < Bytes || !from.StartsWith(Magic) || BinaryPrimitives.ReadUInt64LittleEndian(from[56..]) != XxHash64.Hash(from[..56]))
            return false;
        header = new SidecarHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(from[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[16..]),
            new FileId(BinaryPrimitives.ReadUInt64LittleEndian(from[24..]), BinaryPrimitives.ReadInt64LittleEndian(from[32..])),
            (int)BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[48..]));
        return header.HeadBytes is >= 0 and <= TextFingerprint.BytesMax;
    }
}
