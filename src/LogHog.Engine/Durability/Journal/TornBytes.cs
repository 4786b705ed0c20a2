using System.Globalization;
using System.Text;

namespace LogHog.Engine.Durability.Journal;

/// <summary>Keeps what does not belong into a log file beside it, in <c>NAME.torn</c>: nothing is thrown away, and no line is half.</summary>
public static class TornBytes
{
    /// <summary>Lines are at most so long; a longer end without a newline is no line of ours, and is cut in pieces of this size.</summary>
    private const int ChunkBytes = 64 << 10;

    /// <summary>
    /// Moves a last line without its newline out of the file: for whoever opens a log file to write to it, before the first write,
    /// so that a write that a kill has cut never becomes the beginning of the next line.
    /// </summary>
    /// <param name="folder">The log folder.</param>
    /// <param name="name">The file beneath it.</param>
    /// <param name="file">The same file, open for writing; it is shortened.</param>
    /// <param name="time">For the head in the <c>.torn</c> file.</param>
    /// <returns>How many bytes; 0 = it ended well.</returns>
    /// <exception cref="DiskException">The file is unchanged; what was kept already stays in the <c>.torn</c> file.</exception>
    public static long SettleEnd(RootedFolder folder, string name, DurableFile file, TimeProvider time)
    {
        long length = file.Length;
        long end = EndOfLastLine(file, length);
        for (long at = end; at < length; at += ChunkBytes)
        {
            byte[] bytes = new byte[Math.Min(ChunkBytes, length - at)];
            file.Read(at, bytes);
            Keep(folder, name, bytes, at, "a last line that was cut off", time);
        }
        if (end < length)
            file.Truncate(end);
        return length - end;
    }

    /// <summary>Appends the bytes, after a line that says when, where from and why; synced.</summary>
    internal static void Keep(RootedFolder folder, string name, ReadOnlySpan<byte> bytes, long offset, string why, TimeProvider time)
    {
        using DurableFile torn = folder.OpenAppend(name + ".torn", create: true);
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"# {time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} {bytes.Length} bytes of {name} at offset {offset}: {why}\n");
        byte[] all = new byte[Encoding.UTF8.GetByteCount(head) + bytes.Length + 1];
        int size = Encoding.UTF8.GetBytes(head, all);
        bytes.CopyTo(all.AsSpan(size));
        all[^1] = (byte)'\n';
        torn.Append(all);
        torn.Sync();
        int slash = name.LastIndexOf('/');
        folder.SyncFolder(slash < 0 ? "" : name[..slash]);
    }

    private static long EndOfLastLine(DurableFile file, long length)
    {
        byte[] bytes = new byte[ChunkBytes];
        for (long end = length; end > 0;)
        {
            int size = (int)Math.Min(ChunkBytes, end);
            file.Read(end - size, bytes.AsSpan(0, size));
            int newline = bytes.AsSpan(0, size).LastIndexOf((byte)'\n');
            if (newline >= 0)
                return end - size + newline + 1;
            end -= size;
        }
        return 0;
    }
}
