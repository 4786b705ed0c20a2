using System.Globalization;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Channels.Queue;

/// <summary>
/// The file behind a queue: records are appended and synced; when most of it is past it is written anew and takes the old one's place in
/// one step. A line that a crash has cut was never acknowledged and is dropped; other damage is set aside under another name.
/// </summary>
internal sealed class QueueFile : IDisposable
{
    public const string Name = "queue";
    private const string NewName = "queue.new";

    // Below this a rewrite saves nothing.
    private const long RewriteBytesMin = 1 << 20;

    private readonly RootedFolder _folder;
    private readonly TimeProvider _time;
    private DurableFile? _file;
    private long _length;
    private long _rewriteAt = RewriteBytesMin;
    private bool _mustRewrite;

    /// <param name="folder">The channel's own.</param>
    /// <param name="time">Names what is set aside.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public QueueFile(RootedFolder folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        folder.Delete(NewName);
        if (folder.Status(Name) is null)
        {
            folder.CreateNewPrivate(Name).Dispose();
            folder.SyncFolder();
        }

        _file = folder.OpenAppend(Name, create: false);
    }

    /// <summary>Lines that could not be read; where they are now is <see cref="SetAside"/>.</summary>
    public int DamagedLines { get; private set; }

    /// <summary>The file that has them; null = there is no damage.</summary>
    public string? SetAside { get; private set; }

    /// <summary>Gives every record in its order; once, at the start.</summary>
    public void Read(Action<QueueRecord> take)
    {
        _length = _file!.Length;
        byte[] bytes = new byte[_length];
        int end = _file.Read(0, bytes);
        int begin = 0;
        while (bytes.AsSpan(begin, end - begin).IndexOf((byte)'\n') is >= 0 and int length)
        {
            if (QueueRecordText.Parse(bytes.AsSpan(begin, length)) is { } record)
                take(record);
            else
                DamagedLines++;
            begin += length + 1;
        }

        if (DamagedLines > 0)
        {
            SetAside = $"{Name}.damaged-{_time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}";
            using DurableFile copy = _folder.OpenReadWrite(SetAside, create: true);
            copy.WriteAt(0, bytes.AsSpan(0, end));
            copy.Sync();
        }

        // The cut line, or all that was wrong, goes with the next append.
        _mustRewrite = DamagedLines > 0 || begin < end;
    }

    /// <summary>The file is not what memory is: bring it there before the next record.</summary>
    public void MustRewrite() => _mustRewrite = true;

    /// <summary>Returns when they are on the disk.</summary>
    /// <param name="records">In their order.</param>
    /// <param name="live">What there was before them, for a file that is written anew.</param>
    /// <exception cref="IOException">They are not.</exception>
    public void Append(IReadOnlyList<QueueRecord> records, Func<IEnumerable<QueueRecord>> live)
    {
        Failpoints.Hit("channel.append");
        if (_mustRewrite || _length > _rewriteAt)
            Rewrite(live());
        byte[] bytes = Bytes(records);
        try
        {
            _file!.Append(bytes);
            _file.DataSync();
            _length += bytes.Length;
        }
        catch (IOException)
        {
            // Half a record may stand there, or a whole one that nobody was told of.
            _mustRewrite = true;
            throw;
        }

        Failpoints.Hit("channel.appended");
    }

    public void Dispose() => _file?.Dispose();

    private void Rewrite(IEnumerable<QueueRecord> live)
    {
        byte[] bytes = Bytes(live);
        _folder.Delete(NewName);
        using (DurableFile fresh = _folder.CreateNewPrivate(NewName))
        {
            fresh.WriteAt(0, bytes);
            fresh.Sync();
        }

        Failpoints.Hit("channel.rewrite");
        _folder.Rename(NewName, Name, replace: true);
        Failpoints.Hit("channel.rewritten");
        DurableFile file = _folder.OpenAppend(Name, create: false);
        _file?.Dispose();
        _file = file;
        _length = bytes.Length;
        _rewriteAt = Math.Max(RewriteBytesMin, 4L * bytes.Length);
        _mustRewrite = true;
        _folder.SyncFolder();
        _mustRewrite = false;
    }

    private static byte[] Bytes(IEnumerable<QueueRecord> records)
    {
        using MemoryStream bytes = new();
        foreach (QueueRecord record in records)
            QueueRecordText.Append(record, bytes);
        return bytes.ToArray();
    }
}
