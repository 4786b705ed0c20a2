using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Storage;

/// <summary>
/// A file whose last byte is no newline was cut while it was written (a kill, a power cut). The odd bytes go into a
/// <c>.torn</c> file beside it, so that the next event begins on a line of its own and nothing is thrown away.
/// </summary>
internal static class TornLine
{
    private const int ReadBytes = 64 * 1024;

    /// <returns>The file's length afterwards.</returns>
    public static long PutAside(RootedFolder folder, DurableFile file, string path, long length, ILogger log)
    {
        long end = EndOfLastLine(file, length);
        if (end == length)
            return length;
        using (DurableFile torn = folder.OpenAppend(path + ".torn", create: true))
        {
            byte[] bytes = new byte[ReadBytes];
            for (long at = end; at < length;)
            {
                int read = file.Read(at, bytes.AsSpan(0, (int)Math.Min(ReadBytes, length - at)));
                if (read == 0)
                    break;
                torn.Append(bytes.AsSpan(0, read));
                at += read;
            }

            torn.Append("\n"u8);
            torn.DataSync();
        }

        file.Truncate(end);
        StorageLog.TornLine(log, path, length - end);
        return end;
    }

    private static long EndOfLastLine(DurableFile file, long length)
    {
        byte[] bytes = new byte[1];
        if (file.Read(length - 1, bytes) == 1 && bytes[0] == (byte)'\n')
            return length;
        bytes = new byte[ReadBytes];
        for (long end = length; end > 0;)
        {
            long start = Math.Max(0, end - ReadBytes);
            int read = file.Read(start, bytes.AsSpan(0, (int)(end - start)));
            int newline = bytes.AsSpan(0, read).LastIndexOf((byte)'\n');
            if (newline >= 0)
                return start + newline + 1;
            end = start;
        }

        return 0;
    }
}
