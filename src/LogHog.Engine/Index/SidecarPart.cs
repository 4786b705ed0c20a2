using LogHog.Engine.Durability;

namespace LogHog.Engine.Index;

/// <summary>
/// One of the two files of a sidecar, opened, with the chunks that were in it then. When more has been appended, a newer part takes
/// over the open file and the chunks that it has in common: the last that lets go closes the file.
/// </summary>
internal sealed class SidecarPart
{
    private readonly SharedFile _file;
    private readonly List<Chunk> _chunks;

    private SidecarPart(SharedFile file, SidecarMap map, List<Chunk> chunks)
    {
        _file = file;
        _chunks = chunks;
        Map = map;
    }

    public SidecarMap Map { get; }

    /// <summary>Of <see cref="SidecarMap.Chunks"/>, in the same order.</summary>
    public IReadOnlyList<Chunk> Chunks => _chunks;

    /// <returns>Null: there is none, it may not be read, or it is damaged.</returns>
    public static SidecarPart? Open(RootedFolder folder, string sidecar)
    {
        SharedFile? file = SharedFile.Open(folder, sidecar);
        return file is null ? null : ReadFrom(file, SidecarMap.Read, known: null);
    }

    /// <summary>As it is now; only what was appended is read.</summary>
    /// <inheritdoc cref="Open"/>
    public SidecarPart? Refresh(RootedFolder folder, string sidecar)
    {
        if (folder.Status(sidecar) is not { } status || status.Id != _file.Id || status.Length < Map.End || !_file.TryShare())
            return Open(folder, sidecar);
        return ReadFrom(_file, Map.Refresh, known: this);
    }

    /// <exception cref="IndexDamageException">It is not there any more.</exception>
    public byte[] Payload(int chunk)
    {
        SidecarRecord record = Map.Chunks[chunk];
        byte[] bytes = new byte[record.PayloadBytes];
        return _file.File.Read(record.PayloadAt, bytes) == bytes.Length ? bytes : throw new IndexDamageException("a chunk ends too early");
    }

    public void Release() => _file.Release();

    private static SidecarPart? ReadFrom(SharedFile file, Func<DurableFile, SidecarMap?> read, SidecarPart? known)
    {
        try
        {
            if (read(file.File) is { } map)
                return new SidecarPart(file, map, OpenChunks(file.File, map, known));
        }
        catch (Exception failure) when (failure is DiskException or IndexDamageException)
        {
            // Of no use; whoever makes indexes will find out why.
        }

        file.Release();
        return null;
    }

    private static List<Chunk> OpenChunks(DurableFile file, SidecarMap map, SidecarPart? known)
    {
        var chunks = new List<Chunk>(map.Chunks.Count);
        foreach (SidecarRecord record in map.Chunks)
        {
            int number = chunks.Count;
            bool isKnown = number < known?.Chunks.Count && known.Map.Chunks[number] == record;
            Chunk chunk = isKnown ? known!.Chunks[number] : Chunk.Open(file, record.PayloadAt);
            if (chunk.TextOffset != record.TextOffset || chunk.TextBytes != record.TextBytes || chunk.RecordBytes != record.PayloadBytes)
                throw new IndexDamageException("a record is not what it says");
            chunks.Add(chunk);
        }

        return chunks;
    }

    /// <summary>An open file that several parts read.</summary>
    private sealed class SharedFile
    {
        private int _users = 1;

        private SharedFile(DurableFile file)
        {
            File = file;
            Id = file.Status.Id;
        }

        public DurableFile File { get; }

        public FileId Id { get; }

        public static SharedFile? Open(RootedFolder folder, string sidecar)
        {
            try
            {
                return new SharedFile(folder.OpenRead(sidecar));
            }
            catch (DiskException)
            {
                return null;
            }
        }

        public bool TryShare()
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
            if (Interlocked.Decrement(ref _users) == 0)
                File.Dispose();
        }
    }
}
