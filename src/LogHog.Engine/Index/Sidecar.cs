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
    private readonly DurableFile?[] _files;
    private readonly SidecarHeader _header;
    private readonly List<SidecarRecord> _records;
    private readonly IReadOnlyList<FilePlace> _places;
    private readonly List<Chunk> _chunks;
    private readonly int _mainChunks;
    private int _users = 1;
    private volatile bool _isDamaged;
    private Verified? _verified;

    private Sidecar(DurableFile?[] files, SidecarHeader header, List<SidecarRecord> records, IReadOnlyList<FilePlace> places, List<Chunk> chunks, int mainChunks)
    {
        _mainChunks = mainChunks;
        _files = files;
        _header = header;
        _records = records;
        _places = places;
        _chunks = chunks;
    }

    /// <summary>The log file's beginning as the sidecar knows it.</summary>
    public SidecarHeader Header => _header;

    /// <summary>Files that are open for it.</summary>
    public int FilesOpen => _files.Count(static file => file is not null);

    /// <param name="folder">Of logs.</param>
    /// <param name="path">The log file's.</param>
    /// <param name="rules">By which it must have been made.</param>
    /// <param name="place">For which it must have been made.</param>
    /// <returns>Null: there is none, or none that is of use.</returns>
    public static Sidecar? Open(RootedFolder folder, string path, IndexRules rules, ulong place)
    {
        // The tail first: what it lacks by then is in the other one, because that is written before the tail goes.
        DurableFile? tail = TryOpen(folder, SidecarNames.Tail(path));
        DurableFile? main = TryOpen(folder, SidecarNames.Main(path));
        try
        {
            if (Open(main, tail, rules, place) is { } sidecar)
                return sidecar;
        }
        catch (Exception failure) when (failure is DiskException or IndexDamageException)
        {
            // Of no use; whoever makes indexes will find out why.
        }

        main?.Dispose();
        tail?.Dispose();
        return null;
    }

    /// <summary>What of it may be used for a file, as the file is now.</summary>
    /// <returns>Null: it is not this file's, or the file was changed.</returns>
    /// <exception cref="DiskException">The file cannot be read.</exception>
    public FileIndex? For(RootedFolder folder, SearchFile file, Action<Sidecar> reportDamage)
    {
        if (_isDamaged)
            return null;
        FilePlace? place = _places.LastOrDefault(place => place.IsOf(file.Status));
        if (place is not null)
            return TextEnd == place.TextBytes ? Lend(_chunks.Count, place.Frames, reportDamage) : null;
        if (_header.FileId != file.Status.Id || ArchiveName.FormatOfFile(file.Path) is not null)
            return null;
        int chunks = CountVerified(folder, file);
        return chunks > 0 ? Lend(chunks, null, reportDamage) : null;
    }

    /// <summary>Lends it to nobody any more.</summary>
    public void Discard() => _isDamaged = true;

    public bool IsDamaged => _isDamaged;

    /// <summary>What stands in the sidecar for a chunk, as it was built.</summary>
    public byte[] Payload(int chunk)
    {
        SidecarRecord record = _records[chunk];
        byte[] bytes = new byte[record.PayloadBytes];
        DurableFile file = _files[chunk < _mainChunks ? 0 : 1]!;
        return file.Read(record.PayloadAt, bytes) == bytes.Length ? bytes : throw new IndexDamageException("a chunk ends too early");
    }

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
        foreach (DurableFile? file in _files)
            file?.Dispose();
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

    private static Sidecar? Open(DurableFile? main, DurableFile? tail, IndexRules rules, ulong place)
    {
        SidecarMap? mainMap = main is null ? null : SidecarMap.Read(main);
        SidecarMap? tailMap = tail is null ? null : SidecarMap.Read(tail);
        if ((mainMap ?? tailMap) is not { } first || first.Header.Rules != rules.Number || first.Header.Place != place)
            return null;
        List<SidecarRecord> records = [];
        List<Chunk> chunks = [];
        Add(main, mainMap, first.Header.FileId, records, chunks);
        int mainChunks = chunks.Count;
        Add(tail, tailMap, first.Header.FileId, records, chunks);
        return records.Count == 0 ? null : new Sidecar([main, tail], first.Header, records, mainMap?.Places ?? [], chunks, mainChunks);
    }

    private static void Add(DurableFile? file, SidecarMap? map, FileId id, List<SidecarRecord> records, List<Chunk> chunks)
    {
        if (file is null || map is null || map.Header.FileId != id)
            return;
        foreach (SidecarRecord record in map.Chunks)
        {
            long end = records.Count == 0 ? 0 : records[^1].TextEnd;
            if (record.TextOffset != end)
                continue;
            Chunk chunk = Chunk.Open(file, record.PayloadAt);
            if (chunk.TextOffset != record.TextOffset || chunk.TextBytes != record.TextBytes || chunk.RecordBytes != record.PayloadBytes)
                throw new IndexDamageException("a record is not what it says");
            records.Add(record);
            chunks.Add(chunk);
        }
    }

    private static DurableFile? TryOpen(RootedFolder folder, string sidecar)
    {
        try
        {
            return folder.OpenRead(sidecar);
        }
        catch (DiskException)
        {
            return null; // none, or none that this user may read
        }
    }

    private sealed record Verified(long Length, DateTimeOffset ModifiedAt, int Chunks);
}
