using System.Buffers;

namespace LogHog.Engine.Durability.Journal;

/// <summary>Brings parts of batches into log files, where they are missing: at the place that an intent names, or at the end.</summary>
/// <param name="logs">The log folder.</param>
/// <param name="time">For the heads in <c>.torn</c> files.</param>
/// <param name="report">Counts what is done.</param>
/// <param name="rewritesEqual">
/// Also writes what is there already: within one boot the page cache may show bytes that a failed sync has left off the disk.
/// </param>
/// <param name="keepsOther">What stands in a part's place may be somebody else's good lines: the part then goes elsewhere.</param>
internal sealed class FilePlacement(RootedFolder logs, TimeProvider time, RecoveryReport report, bool rewritesEqual, bool keepsOther) : IDisposable
{
    /// <summary>Descriptors kept open at a time; far below the usual limit of 1,024.</summary>
    private const int OpenFilesMax = 256;

    private const int GatherBytes = 1 << 20;

    private readonly byte[] _gather = new byte[GatherBytes];
    private readonly Dictionary<FileId, DurableFile> _open = [];
    private readonly Dictionary<FileId, PlacedFile> _placed = [];
    private readonly HashSet<FileId> _gone = [];

    /// <summary>Places a part where its intent says.</summary>
    /// <returns>False when it cannot be there: the file is gone, or ends before.</returns>
    /// <exception cref="DiskException">The disk refused.</exception>
    public bool TryPlace(PlacementIntent intent, ReadOnlySpan<byte> lines)
    {
        if (intent.Length != lines.Length || Find(intent) is not { } file)
            return false;
        PlacedFile placed = _placed[intent.Id];
        long length = placed.Length;
        if (intent.Offset > length)
            return false;
        byte[] rented = ArrayPool<byte>.Shared.Rent(lines.Length);
        try
        {
            Span<byte> there = rented.AsSpan(0, (int)Math.Min(lines.Length, length - intent.Offset));
            file.Read(intent.Offset, there);
            bool isWhole = there.SequenceEqual(lines);
            if (!isWhole && !lines.StartsWith(there) && there.ContainsAnyExcept((byte)0))
            {
                if (keepsOther)
                    return false;
                TornBytes.Keep(logs, intent.File, there, intent.Offset, "not what the journal says", time);
                report.TornBytes += there.Length;
            }
            if (!isWhole || rewritesEqual)
                file.WriteAt(intent.Offset, lines);
            placed.Length = Math.Max(length, intent.Offset + lines.Length);
            if (isWhole)
                report.PartsInPlace++;
            else
                report.PartsRepaired++;
            placed.Regions.Add((intent.Offset, intent.Offset + lines.Length));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Appends parts to one file, in their order, many in one write.</summary>
    /// <param name="name">The file beneath the log folder.</param>
    /// <param name="parts">Which.</param>
    /// <param name="reader">Has their lines.</param>
    /// <param name="searchBytesMax">
    /// Over a power cut or damage a part may be in the file although no intent survived: so far back from the end, or from what was
    /// placed in the file, it is looked for; 0 = no part can be there.
    /// </param>
    /// <param name="tryNote">Takes the intents before each write; false = there is no room for them.</param>
    /// <exception cref="DiskException">The disk refused; the parts before are in.</exception>
    public void Append(
        string name, IReadOnlyList<HomelessPart> parts, SegmentReader reader, long searchBytesMax,
        Func<ReadOnlySpan<PlacementIntent>, bool> tryNote)
    {
        int slash = name.LastIndexOf('/');
        string folder = slash < 0 ? "" : name[..slash];
        if (slash > 0)
            logs.CreateFolders(folder);
        using DurableFile file = logs.OpenReadWrite(name, create: true);
        FileId id = file.Status.Id;
        report.TornBytes += TornBytes.SettleEnd(logs, name, file, time);
        long length = file.Length;
        List<(long Start, long End)> regions = _placed.GetValueOrDefault(id)?.Regions ?? [];
        TailSearch? search = searchBytesMax > 0 && length > 0 ? new TailSearch(file, length - searchBytesMax, regions) : null;
        GatheredAppend gathered = new(file, length, _gather, tryNote);
        foreach (HomelessPart part in parts)
        {
            ReadOnlySpan<byte> lines = reader.Read(part.Segment, part.Offset, part.Length);
            PlacementIntent intent = new(part.Lsn, part.Part, name, id, Offset: 0, part.Length);
            if (search?.Find(lines) is { } offset)
            {
                gathered.Found(intent with { Offset = offset });
                report.PartsInPlace++;
                continue;
            }
            gathered.Add(intent, lines);
            report.PartsAppended++;
        }
        gathered.Flush();
        if (gathered.IsAllNoted)
            return;
        // Without a note nobody could write it again when the checkpoint's sync fails.
        file.Sync();
        logs.SyncFolder(folder);
    }

    /// <summary>Half a last line in a file that parts were placed in belongs to a batch that is lost, or to no batch.</summary>
    public void SettleEnds()
    {
        foreach ((FileId id, PlacedFile placed) in _placed)
        {
            try
            {
                using DurableFile file = logs.OpenReadWrite(placed.Name, create: false);
                if (file.Status.Id == id)
                    report.TornBytes += TornBytes.SettleEnd(logs, placed.Name, file, time);
            }
            catch (DiskException failure)
            {
                report.Add(failure.Message); // its writer settles it before it writes
            }
        }
    }

    /// <summary>Makes what was placed durable, through descriptors that have seen every write.</summary>
    /// <exception cref="DiskException">Something of it may not be.</exception>
    public void Sync()
    {
        foreach (DurableFile file in _open.Values)
            file.Sync();
    }

    public void Dispose() => CloseAll();

    /// <summary>The file that the intent meant: under its name, or, when it was rotated meanwhile, under an archive's beside it.</summary>
    private DurableFile? Find(PlacementIntent intent)
    {
        if (_open.TryGetValue(intent.Id, out DurableFile? file))
            return file;
        if (_open.Count >= OpenFilesMax)
        {
            Sync();
            CloseAll();
        }
        if (_gone.Contains(intent.Id))
            return null;
        if (FindName(intent) is not { } name)
        {
            _gone.Add(intent.Id);
            return null;
        }
        file = logs.OpenReadWrite(name, create: false);
        _open.Add(intent.Id, file);
        _placed.TryAdd(intent.Id, new PlacedFile(name, []));
        _placed[intent.Id].Length = file.Length;
        return file;
    }

    private string? FindName(PlacementIntent intent)
    {
        if (logs.Status(intent.File) is { Kind: FileKind.File } status && status.Id == intent.Id)
            return intent.File;
        int slash = intent.File.LastIndexOf('/');
        string folder = slash < 0 ? "" : intent.File[..slash];
        if (folder.Length > 0 && logs.Status(folder) is not { Kind: FileKind.Folder })
            return null;
        string stem = intent.File[(slash + 1)..] + ".";
        foreach (string name in logs.List(folder))
        {
            string path = folder.Length == 0 ? name : $"{folder}/{name}";
            if (name.StartsWith(stem, StringComparison.Ordinal)
                && logs.Status(path) is { Kind: FileKind.File } archive && archive.Id == intent.Id)
                return path;
        }
        return null;
    }

    private void CloseAll()
    {
        foreach (DurableFile file in _open.Values)
            file.Dispose();
        _open.Clear();
    }

    /// <param name="Name">Beneath the log folder.</param>
    /// <param name="Regions">Where parts have their place in it, by their intents.</param>
    private sealed record PlacedFile(string Name, List<(long Start, long End)> Regions)
    {
        /// <summary>Bytes; nobody else writes to it meanwhile.</summary>
        public long Length { get; set; }
    }
}
