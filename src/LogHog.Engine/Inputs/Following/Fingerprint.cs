using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LogHog.Engine.Inputs.Following;

/// <summary>
/// By what a text is known again, whatever its file's name or inode: its first bytes, and those before the place up to which it was read.
/// </summary>
/// <param name="FirstBytes">How many first bytes; 0 = nothing is known of it.</param>
/// <param name="FirstHash">Their hash.</param>
/// <param name="EndOffset">Where the last bytes that were read end.</param>
/// <param name="EndBytes">How many of them.</param>
/// <param name="EndHash">Their hash.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fingerprint(int FirstBytes, string FirstHash, long EndOffset, int EndBytes, string EndHash)
{
    /// <summary>Of logs the first line has a time; 1 KiB also goes past the headers that some files begin with.</summary>
    public const int FirstBytesMax = 1024;

    /// <summary>Tells texts with the same beginning apart.</summary>
    public const int EndBytesMax = 256;

    /// <summary>Several logs begin with the same few bytes, such as a date: a whole line of it was read, or it is long.</summary>
    private const int LineBytesMin = 8;
    private const int UnreadBytesMin = 64;

    public static Fingerprint None { get; } = new(0, "", 0, 0, "");

    /// <summary>A text can be known by it.</summary>
    public bool IsTelling => FirstBytes >= (EndBytes > 0 ? LineBytesMin : UnreadBytesMin);

    public static Fingerprint Of(ReadOnlySpan<byte> first, long endOffset, ReadOnlySpan<byte> end) =>
        new(first.Length, Hash(first), endOffset, end.Length, Hash(end));

    /// <summary>128 bits of it: nobody makes collisions of their own log files.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash).ToString("x32", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a text begins as this one, and holds all that was read of it.</summary>
    public bool IsOf(ITextSource text) => BeginsLike(text) && (EndBytes == 0 || HasAt(text, EndOffset - EndBytes, EndBytes, EndHash));

    /// <summary>Whether a text begins as this one.</summary>
    public bool BeginsLike(ITextSource text) => HasAt(text, 0, FirstBytes, FirstHash);

    private static bool HasAt(ITextSource text, long offset, int bytes, string hash)
    {
        Span<byte> room = stackalloc byte[FirstBytesMax];
        return bytes <= FirstBytesMax && text.Read(offset, room[..bytes]) == bytes && Hash(room[..bytes]) == hash;
    }
}
