using LogHog.Engine.Durability;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Search;

namespace LogHog.Engine.Index;

/// <summary>
/// Writes the index of one log file. Whole chunks go into the main sidecar and stay; what may still grow goes into the tail, and a
/// larger chunk later stands for it. Records are appended in one write each: readers beside it, and a kill, find whole ones only.
/// Nothing is synced: it is derived.
/// </summary>
internal sealed class SidecarWriter : IDisposable
{
    private readonly RootedFolder _folder;
    private readonly string _path;
    private readonly IndexRules _rules;
    private readonly ulong _place;
    private readonly FileId _fileId;
    private DurableFile? _main;
    private DurableFile? _tail;
    private SidecarMap? _mainMap;
    private SidecarMap? _tailMap;

    private SidecarWriter(RootedFolder folder, SearchFile file, IndexRules rules)
    {
        _folder = folder;
        _path = file.Path;
        _rules = rules;
        _place = IndexRules.PlaceOf(file);
        _fileId = file.Status.Id;
    }

    /// <summary>The chunks that stay.</summary>
    public IReadOnlyList<SidecarRecord> Final => _mainMap?.Chunks ?? [];

    /// <summary>The chunks behind them that a larger one may replace.</summary>
    public IReadOnlyList<SidecarRecord> Open { get; private set; } = [];

    public IReadOnlyList<FilePlace> Places => _mainMap?.Places ?? [];

    public long FinalEnd => Final.Count == 0 ? 0 : Final[^1].TextEnd;

    public long TextEnd => Open.Count == 0 ? FinalEnd : Open[^1].TextEnd;

    /// <summary>Null when there is nothing yet.</summary>
    public SidecarHeader? Header => (_mainMap ?? _tailMap)?.Header;

    /// <summary>True: there was a sidecar, and it was of no use.</summary>
    public bool WasDamaged { get; private set; }

    /// <summary>Bytes of its sidecars on the disk.</summary>
    public long Bytes => (_mainMap?.End ?? 0) + (_tailMap?.End ?? 0);

    /// <summary>What there is for a file, to go on with.</summary>
    /// <param name="folder">Of sidecars.</param>
    /// <param name="file">The log file.</param>
    /// <param name="rules">How it is indexed.</param>
    /// <exception cref="DiskException">It cannot be read.</exception>
    public static SidecarWriter Begin(RootedFolder folder, SearchFile file, IndexRules rules)
    {
        var writer = new SidecarWriter(folder, file, rules);
        try
        {
            writer.ReadBoth();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>It was made by another version, or in another time zone.</summary>
    public bool HasOtherRules => Header is { } header && header.Rules != _rules.Number;

    /// <summary>It was made for a file elsewhere: the folder was moved, or somebody calls another folder the root of the logs.</summary>
    public bool IsForeign => Header is { } header && header.Place != _place;

    /// <summary>Whether it describes the beginning of a plain file as the file is now. What its last event has outgrown is taken back.</summary>
    /// <exception cref="DiskException">The file cannot be read.</exception>
    public bool HoldsFor(DurableFile text)
    {
        FileStatus status = text.Status;
        if (Header is not { } header || HasOtherRules || IsForeign || header.FileId != status.Id || status.Length < TextEnd || !TextFingerprint.HasHead(text, header))
            return false;
        switch (TextFingerprint.EndOf(text, Open.Count > 0 ? Open[^1] : Final[^1]))
        {
            case ChunkEnd.Same:
                return true;
            case ChunkEnd.GoesOn when Open.Count > 0:
                Open = [.. Open.SkipLast(1)];
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes everything away.</summary>
    public void Discard()
    {
        Close();
        _folder.Delete(SidecarNames.Tail(_path));
        _folder.Delete(SidecarNames.Main(_path));
        (_mainMap, _tailMap, Open) = (null, null, []);
    }

    /// <summary>Adds a chunk that stays, behind <see cref="FinalEnd"/>.</summary>
    /// <param name="text">What it covers.</param>
    /// <param name="record">What the header says; lengths and hash are filled in.</param>
    /// <param name="payload">The chunk.</param>
    public void AddFinal(ReadOnlySpan<byte> text, SidecarRecord record, ReadOnlySpan<byte> payload)
    {
        Write(ref _main, ref _mainMap, SidecarNames.Main(_path), text, record, payload);
        Open = [.. Open.Where(chunk => chunk.TextOffset >= FinalEnd)];
        if (Open.Count == 0)
            DropTail();
    }

    /// <summary>Adds a chunk that stands for all open ones that begin at its text or behind it.</summary>
    /// <inheritdoc cref="AddFinal"/>
    public void AddOpen(ReadOnlySpan<byte> text, SidecarRecord record, ReadOnlySpan<byte> payload)
    {
        bool replacesAll = Open.Count == 0 || record.TextOffset <= Open[0].TextOffset;
        bool isMostlyDead = _tailMap is { } map && map.DeadBytes > map.End / 2;
        if (replacesAll || isMostlyDead)
            RewriteTail([.. Open.Where(chunk => chunk.TextOffset < record.TextOffset)], text, record, payload);
        else
            Write(ref _tail, ref _tailMap, SidecarNames.Tail(_path), text, record, payload);
        Open = [.. _tailMap!.Chunks.Where(chunk => chunk.TextOffset >= FinalEnd)];
    }

    /// <summary>Notes a finished file that holds exactly the indexed text.</summary>
    public void AddPlace(FilePlace place)
    {
        byte[] payload = place.Encode();
        Append(_main!, _mainMap!, new SidecarRecord(RecordKind.Place, payload.Length, 0, 0, XxHash64.Hash(payload), null), payload, place);
    }

    /// <summary>The sidecars of a file that was renamed get its new name.</summary>
    /// <exception cref="DiskException">Not done; they are found by what they say of their file all the same.</exception>
    public static void Rename(RootedFolder folder, string from, string to)
    {
        foreach (Func<string, string> name in (ReadOnlySpan<Func<string, string>>)[SidecarNames.Main, SidecarNames.Tail])
        {
            if (folder.Status(name(from)) is not null)
                folder.Rename(name(from), name(to), replace: true);
        }
    }

    public void Dispose() => Close();

    private void ReadBoth()
    {
        _tail = TryOpen(SidecarNames.Tail(_path));
        _main = TryOpen(SidecarNames.Main(_path));
        _mainMap = _main is null ? null : SidecarMap.Read(_main);
        _tailMap = _tail is null ? null : SidecarMap.Read(_tail);
        WasDamaged = (_main is not null && _mainMap is not { Chunks.Count: > 0 }) || (_tail is not null && _tailMap is null);
        if (WasDamaged || (_mainMap is { Chunks: [{ TextOffset: not 0 }, ..] }))
        {
            WasDamaged = true;
            Discard();
        }

        bool belongs = _tailMap is { } tail && (_mainMap is not { } main || main.Header.FileId == tail.Header.FileId);
        List<SidecarRecord> open = belongs ? [.. _tailMap!.Chunks.Where(chunk => chunk.TextOffset >= FinalEnd)] : [];
        if (open.Count > 0 && open[0].TextOffset == FinalEnd)
            Open = open;
        else
            DropTail();
    }

    private void Write(
        ref DurableFile? file, ref SidecarMap? map, string sidecar, ReadOnlySpan<byte> text, SidecarRecord record, ReadOnlySpan<byte> payload)
    {
        record = record with { PayloadBytes = payload.Length, TextBytes = text.Length, Hash = XxHash64.Hash(TextFingerprint.End(text)) };
        if (file is null || map is null)
        {
            file?.Dispose();
            file = null;
            file = Create(sidecar, text, record, [], payload);
            map = SidecarMap.Read(file);
        }
        else
        {
            Append(file, map, record, payload, null);
        }
    }

    private static void Append(DurableFile file, SidecarMap map, SidecarRecord record, ReadOnlySpan<byte> payload, FilePlace? place)
    {
        if (file.Length != map.End)
            file.Truncate(map.End); // what a kill left
        byte[] bytes = new byte[SidecarRecord.HeaderBytes + payload.Length];
        record.Write(bytes);
        payload.CopyTo(bytes.AsSpan(SidecarRecord.HeaderBytes));
        file.WriteAt(map.End, bytes);
        map.Appended(record, place);
    }

    /// <summary>A tail with the chunks that still count, and a new one behind them.</summary>
    private void RewriteTail(IReadOnlyList<SidecarRecord> kept, ReadOnlySpan<byte> text, SidecarRecord record, ReadOnlySpan<byte> payload)
    {
        byte[] before = new byte[kept.Sum(static chunk => SidecarRecord.HeaderBytes + (int)chunk.PayloadBytes)];
        int at = 0;
        foreach (SidecarRecord chunk in kept)
        {
            int bytes = SidecarRecord.HeaderBytes + (int)chunk.PayloadBytes;
            if (_tail!.Read(chunk.PayloadAt - SidecarRecord.HeaderBytes, before.AsSpan(at, bytes)) < bytes)
                throw new DiskException(Errno.EIO, "pread", _tail.Path);
            at += bytes;
        }

        record = record with { PayloadBytes = payload.Length, TextBytes = text.Length, Hash = XxHash64.Hash(TextFingerprint.End(text)) };
        DurableFile created = Create(SidecarNames.Tail(_path), text, record, before, payload);
        _tail?.Dispose();
        _tail = created;
        _tailMap = SidecarMap.Read(created);
    }

    /// <summary>A sidecar appears with its first record, or not at all. Readers of the one before keep it.</summary>
    private DurableFile Create(string sidecar, ReadOnlySpan<byte> text, SidecarRecord record, ReadOnlySpan<byte> before, ReadOnlySpan<byte> payload)
    {
        SidecarHeader header = Header ?? default;
        if (Header is null || (record.TextOffset == 0 && header.HeadBytes < TextFingerprint.BytesMax))
        {
            ReadOnlySpan<byte> head = TextFingerprint.Head(text);
            header = new SidecarHeader(_rules.Number, _place, Header?.FileId ?? _fileId, head.Length, XxHash64.Hash(head));
        }

        byte[] bytes = new byte[SidecarHeader.Bytes + before.Length + SidecarRecord.HeaderBytes + payload.Length];
        header.Write(bytes);
        before.CopyTo(bytes.AsSpan(SidecarHeader.Bytes));
        int at = SidecarHeader.Bytes + before.Length;
        record.Write(bytes.AsSpan(at));
        payload.CopyTo(bytes.AsSpan(at + SidecarRecord.HeaderBytes));

        string temporary = SidecarNames.Temporary(sidecar);
        MakeFolder(temporary);
        DurableFile file = _folder.CreateNew(temporary);
        try
        {
            _folder.GiveToOwner(temporary);
            file.WriteAt(0, bytes);
            _folder.Rename(temporary, sidecar, replace: true);
            return file;
        }
        catch (DiskException)
        {
            file.Dispose();
            _folder.Delete(temporary);
            throw;
        }
    }

    private void MakeFolder(string temporary)
    {
        string folder = SidecarNames.FolderOf(_path);
        if (_folder.Delete(temporary) || _folder.Status(folder) is not null)
            return;
        _folder.CreateFolders(folder);
        _folder.GiveToOwner(folder);
    }

    private void DropTail()
    {
        if (_tail is null)
            return;
        _tail.Dispose();
        (_tail, _tailMap, Open) = (null, null, []);
        _folder.Delete(SidecarNames.Tail(_path));
    }

    private DurableFile? TryOpen(string sidecar)
    {
        try
        {
            return _folder.OpenReadWrite(sidecar, create: false);
        }
        catch (DiskException failure) when (failure.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    private void Close()
    {
        _main?.Dispose();
        _tail?.Dispose();
        (_main, _tail) = (null, null);
    }
}
