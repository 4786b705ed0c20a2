using LogHog.Engine.Durability;
using LogHog.Engine.Search;
using LogHog.Engine.Storage;

namespace LogHog.Engine.Index;

/// <summary>
/// The index of a log file, opened: the chunks of its two sidecar files as they were at that moment. What is appended later is not
/// seen, and nothing that is seen ever changes. Shared by queries; the last that lets go of it closes the files.
/// </summary>
internal sealed class Sidecar
{
    private readonly SidecarPart? _main;
    private readonly SidecarPart? _tail;
    private readonly SidecarHeader _header;
    private readonly List<SidecarRecord> _records = [];
    private readonly List<Chunk> _chunks = [];
    private readonly List<(SidecarPart Part, int Number)> _where = [];
    private int _users = 1;
    private volatile bool _isDamaged;
    private volatile bool _isOutdated;
    private Verified? _verified;

    private Sidecar(SidecarPart? main, SidecarPart? tail, SidecarHeader header)
    {
        (_main, _tail, _header) = (main, tail, header);
        Add(main);
        Add(tail);
    }

    /// <summary>Files that are open for it.</summary>
    public int FilesOpen => (_main is null ? 0 : 1) + (_tail is null ? 0 : 1);

    /// <summary>More has been appended since.</summary>
    public bool IsOutdated => _isOutdated;

    public bool IsDamaged => _isDamaged;

    /// <param name="folder">Of sidecars.</param>
    /// <param name="path">The log file's.</param>
    /// <param name="rules">By which it must have been made.</param>
    /// <param name="place">For which it must have been made.</param>
    /// <param name="before">The same as it was opened earlier; null = not yet.</param>
    /// <returns>Null: there is none, or none that is of use.</returns>
    public static Sidecar? Open(RootedFolder folder, string path, IndexRules rules, ulong place, Sidecar? before)
    {
        // The tail first: what it lacks by then is in the other one, because that is written before the tail goes.
        SidecarPart? tail = SidecarPart.Open(folder, SidecarNames.Tail(path));
        SidecarPart? main = before?._main is { } known
            ? known.Refresh(folder, SidecarNames.Main(path))
            : SidecarPart.Open(folder, SidecarNames.Main(path));
        if ((main ?? tail)?.Map.Header is { } header && header.Rules == rules.Number && header.Place == place)
        {
            var sidecar = new Sidecar(main, tail, header);
            if (sidecar._records.Count > 0)
                return sidecar;
        }

        main?.Release();
        tail?.Release();
        return null;
    }

    /// <summary>What of it may be used for a file, as the file is now.</summary>
    /// <returns>Null: it is not this file's, or the file was changed.</returns>
    /// <exception cref="DiskException">The file cannot be read.</exception>
    public FileIndex? For(RootedFolder folder, SearchFile file, Action<Sidecar> reportDamage)
    {
        if (_isDamaged)
            return null;
        FilePlace? place = _main?.Map.Places.LastOrDefault(place => place.IsOf(file.Status));
        if (place is not null)
            return TextEnd == place.TextBytes ? Lend(_chunks.Count, place.Frames, reportDamage) : null;
        if (_header.FileId != file.Status.Id || ArchiveName.FormatOfFile(file.Path) is not null)
            return null;
        int chunks = CountVerified(folder, file);
        return chunks > 0 ? Lend(chunks, null, reportDamage) : null;
    }

    /// <summary>Lends it to nobody any more.</summary>
    public void Discard() => _isDamaged = true;

    /// <summary>It is to be opened again before it is lent the next time.</summary>
    public void Outdate() => _isOutdated = true;

    /// <summary>What stands in the sidecar for a chunk, as it was built.</summary>
    /// <exception cref="IndexDamageException">It is not there any more.</exception>
    public byte[] Payload(int chunk) => _where[chunk].Part.Payload(_where[chunk].Number);

    public bool TryUse()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int before = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (before == users)
                return true;
            users = before;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        _main?.Release();
        _tail?.Release();
    }

    private long TextEnd => _records[^1].TextEnd;

    private FileIndex? Lend(int chunks, IReadOnlyList<TextFrame>? frames, Action<Sidecar> reportDamage) =>
        TryUse() ? new FileIndex(this, chunks == _chunks.Count ? _chunks : _chunks[..chunks], _records[chunks - 1].TextEnd, frames, reportDamage) : null;

    /// <summary>How many chunks hold for the file as it is now; a file that did not change since is not read again.</summary>
    private int CountVerified(RootedFolder folder, SearchFile file)
    {
        Verified? last = Volatile.Read(ref _verified);
        if (last is not null && last.Length == file.Status.Length && last.ModifiedAt == file.Status.ModifiedAt)
            return last.Chunks;
        using DurableFile text = folder.OpenRead(file.Path);
        // The listing may be older than the index: what counts is the file as it is now.
        FileStatus status = text.Status;
        if (status.Id != file.Status.Id || status.Length < TextEnd || !TextFingerprint.HasHead(text, _header))
            return 0;
        int chunks = TextFingerprint.EndOf(text, _records[^1]) switch
        {
            ChunkEnd.Same => _records.Count,
            ChunkEnd.GoesOn => _records.Count - 1,
            _ => 0,
        };
        Volatile.Write(ref _verified, new Verified(status.Length, status.ModifiedAt, chunks));
        return chunks;
    }

    private void Add(SidecarPart? part)
    {
        if (part is null || part.Map.Header.FileId != _header.FileId)
            return;
        for (int i = 0; i < part.Chunks.Count; i++)
        {
            SidecarRecord record = part.Map.Chunks[i];
            if (record.TextOffset != (_records.Count == 0 ? 0 : TextEnd))
                continue;
            _records.Add(record);
            _chunks.Add(part.Chunks[i]);
            _where.Add((part, i));
        }
    }

    private sealed record Verified(long Length, DateTimeOffset ModifiedAt, int Chunks);
}
