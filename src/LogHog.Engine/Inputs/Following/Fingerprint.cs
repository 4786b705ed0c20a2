using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LogHog.Engine.Inputs.Following;

/// <summary>
/// By what a text is known again, whatever its file's name or inode: its first bytes, and those before the place up to which it was read.
/// </summary>
/// <param name="First">The first bytes; none = nothing is known of it.</param>
/// <param name="EndOffset">Where the last bytes that were read end.</param>
/// <param name="EndBytes">How many of them.</param>
/// <param name="EndHash">Their hash.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fingerprint(ReadOnlyMemory<byte> First, long EndOffset, int EndBytes, string EndHash)
{
    /// <summary>Of logs the first line has a time; so many bytes also go past the headers that some files begin with.</summary>
    public const int FirstBytesMax = 512;

    /// <summary>Tells texts with the same beginning apart.</summary>
    public const int EndBytesMax = 256;

    /// <summary>A line of fewer bytes may be in any log.</summary>
    private const int LineBytesMin = 8;

    /// <summary>A text can be known by it.</summary>
    public bool IsTelling => First.Length >= LineBytesMin;

    /// <summary>128 bits: nobody makes collisions of their own log files.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash).ToString("x32", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a text begins as this one, and holds all that was read of it.</summary>
    public bool IsOf(ITextSource text)
    {
        Span<byte> room = stackalloc byte[FirstBytesMax];
        return room[..text.Read(0, room)].StartsWith(First.Span) && EndsIn(text);
    }

    /// <summary>Whether a text is this one or its first part, as a copy or an archive of it is.</summary>
    public bool IsOfPart(ITextSource text)
    {
        if (!IsTelling)
            return false;
        Span<byte> room = stackalloc byte[FirstBytesMax];
        room = room[..text.Read(0, room)];
        if (room.Length < First.Length)
            return room.Length >= LineBytesMin && First.Span.StartsWith(room);
        if (!room.StartsWith(First.Span))
            return false;
        // How long it is comes first: a copy grows while it is looked at. How long an archive is only its end tells.
        return text.Length < EndOffset || EndsIn(text) || text.Length < EndOffset;
    }

    /// <summary>Whether a text has some bytes, and another one begins with them.</summary>
    public static bool BeginsAs(ITextSource text, ITextSource other)
    {
        Span<byte> room = stackalloc byte[FirstBytesMax];
        room = room[..text.Read(0, room)];
        Span<byte> otherRoom = stackalloc byte[FirstBytesMax];
        return room.Length >= LineBytesMin && otherRoom[..other.Read(0, otherRoom)].StartsWith(room);
    }

    private bool EndsIn(ITextSource text)
    {
        if (EndBytes == 0)
            return true;
        Span<byte> room = stackalloc byte[EndBytesMax];
        room = room[..EndBytes];
        return text.Read(EndOffset - EndBytes, room) == EndBytes && Hash(room) == EndHash;
    }
}
