using System.Buffers;
using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;
using LogHog.Engine.Storage.Codecs;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>
/// The live file of <c>compress_on_write</c>: lines gather in memory and go out as one whole gzip member at a time, so that
/// <c>zcat</c> reads the file at any moment. What is still gathered is not stored: flush before it is acknowledged.
/// </summary>
/// <param name="file">Opened for appending, after <see cref="PutTornMemberAside"/>; not owned.</param>
/// <param name="level">0 to 9.</param>
/// <remarks>One thread at a time.</remarks>
internal sealed class CompressedAppend(DurableFile file, int level) : IDisposable
{
    /// <summary>Members of 256 KiB pack about 1 % worse than one whole stream; more would only hold back lines and memory.</summary>
    public const int MemberTextBytes = 256 * 1024;

    private readonly GzipEncoder _encoder = new(level);
    private ArrayBufferWriter<byte> _text = new();

    /// <summary>Text that waits in memory.</summary>
    public int PendingBytes => _text.WrittenCount;

    /// <summary>Gathers lines; writes a member first when enough have gathered.</summary>
    /// <exception cref="DiskException">These lines were not taken; those before them still wait.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (PendingBytes > 0 && PendingBytes + lines.Length > MemberTextBytes)
            Flush();
        _text.Write(lines);
    }

    /// <summary>Writes what has gathered as one member.</summary>
    /// <exception cref="DiskException">It still waits, and the file is as it was before.</exception>
    public void Flush()
    {
        if (PendingBytes == 0)
            return;
        ArrayBufferWriter<byte> member = new();
        _encoder.Encode(_text.WrittenSpan, member);
        long length = file.Length;
        try
        {
            file.Append(member.WrittenSpan);
        }
        catch (DiskException)
        {
            file.Truncate(length);
            throw;
        }
        if (_text.Capacity > MemberTextBytes)
            _text = new();
        else
            _text.ResetWrittenCount();
    }

    public void Dispose() => _encoder.Dispose();

    /// <summary>
    /// Makes a file whole again that a kill or a power cut left in the middle of a member: what lies behind the last good member
    /// moves into <c>FILE.torn</c>.
    /// </summary>
    /// <returns>The file's length after it.</returns>
    public static long PutTornMemberAside(RootedFolder folder, string path, ILogger log)
    {
        using DurableFile file = folder.OpenReadWrite(path, create: false);
        long end = file.Length;
        long good = EndOfGoodMembers(file, end);
        if (good == end)
            return end;
        string torn = $"{path}.torn";
        using (DurableFile aside = folder.OpenAppend(torn, create: true))
        {
            byte[] chunk = new byte[64 * 1024];
            for (long at = good; at < end;)
            {
                int read = file.Read(at, chunk);
                aside.Append(chunk.AsSpan(0, read));
                at += read;
            }
            aside.Sync();
        }
        int slash = path.LastIndexOf('/');
        folder.SyncFolder(slash < 0 ? "" : path[..slash]);
        file.Truncate(good);
        file.Sync();
        ArchiveLog.TornMember(log, path, end - good, torn);
        return good;
    }

    private static long EndOfGoodMembers(DurableFile file, long end)
    {
        List<ArchiveFrame> members = [];
        long at = 0;
        while (at < end && FrameFinder.MeasureGzip(file, at) is { } member && at + member.Bytes <= end)
        {
            members.Add(member);
            at += member.Bytes;
        }
        // A power cut can leave a member with its length and without its bytes: the last one must unpack.
        while (members.Count > 0 && !Unpacks(file, members[^1]))
        {
            at = members[^1].Offset;
            members.RemoveAt(members.Count - 1);
        }
        return at;
    }

    private static bool Unpacks(DurableFile file, ArchiveFrame member)
    {
        FileRange range = new(file, member.Offset, member.Bytes);
        using ArchiveTextStream text = new(range, CompressionFormat.Gzip, member, long.MaxValue);
        text.CopyTo(Stream.Null);
        return text.Status == ArchiveStatus.Good;
    }
}
