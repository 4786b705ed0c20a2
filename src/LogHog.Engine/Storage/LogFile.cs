using System.Diagnostics;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;

namespace LogHog.Engine.Storage;

/// <summary>
/// One live log file: opened when it is needed, rotated when its schedule or its size says so. Knows its length, so that no
/// write needs to ask. Used by one thread.
/// </summary>
internal sealed class LogFile
{
    // A clock that went back by more than this was wrong before, not summer time: the schedule begins anew.
    private static readonly TimeSpan ClockStepBack = TimeSpan.FromDays(1);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly LogStore _store;
    private readonly string _folder;
    private readonly string _name;
    private readonly bool _isCompressed;
    private DurableFile? _file;
    private CompressedAppend? _compressed;
    private CronSchedule? _schedule;
    private DateTimeOffset? _rotatedUpTo;
    private DateTimeOffset _nextDue = DateTimeOffset.MinValue;
    private DateTime? _newestArchive;
    private bool _newestArchiveKnown;
    private bool _hasJournaledLines;
    private bool _toldNotNoted;
    private long _lookedAt;

    public LogFile(LogStore store, string path)
    {
        _store = store;
        Path = path;
        int slash = path.LastIndexOf('/');
        _folder = path[..slash];
        // Archives are named after the plain file, also where the live one is written compressed.
        _isCompressed = path.EndsWith(FileNames.LiveGzipSuffix, StringComparison.Ordinal);
        _name = _isCompressed ? path[(slash + 1)..^".gz".Length] : path[(slash + 1)..];
    }

    /// <summary>Beneath the log folder, with <c>/</c>.</summary>
    public string Path { get; }

    public long Length { get; private set; }

    /// <summary>Which file it is now; only while it is open.</summary>
    public FileId Id { get; private set; }

    /// <summary>Lines are written as gzip, a member a write: then <see cref="Length"/> is not the text's.</summary>
    public bool IsCompressed => _isCompressed;

    /// <summary>Opens the file, makes it and its folder where they are missing, and puts a torn last line aside.</summary>
    public void Open()
    {
        if (_file is not null && !IsDeleted())
            return;
        Close();
        if (_isCompressed && _store.Folder.Status(Path) is { Kind: FileKind.File, Length: > 0 })
            CompressedAppend.PutTornMemberAside(_store.Folder, Path, _store.Log);
        _file = OpenOrCreate();
        FileStatus status = _file.Status;
        Length = status.Length;
        Id = status.Id;
        if (_isCompressed)
            _compressed = new CompressedAppend(_file, _store.CompressionLevel);
        else if (Length > 0)
            PutTornLineAside();
    }

    /// <summary>Somebody may delete a live file; what is written into it then is gone. One look a second costs nothing.</summary>
    private bool IsDeleted()
    {
        long now = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(_lookedAt, now) < LookInterval)
            return false;
        _lookedAt = now;
        return _file!.Status.Links == 0;
    }

    /// <summary>Half a line that a kill has left must not become the beginning of the next one.</summary>
    private void PutTornLineAside()
    {
        long bytes = TornBytes.SettleEnd(_store.Folder, Path, _file!, _store.Time);
        if (bytes == 0)
            return;
        Length -= bytes;
        StorageLog.TornLine(_store.Log, Path, bytes);
    }

    /// <summary>Appends whole lines: all of them, or none and an exception.</summary>
    /// <exception cref="DiskException">Nothing of <paramref name="lines"/> is in the file, unless even taking it back failed.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (_compressed is not null)
        {
            _compressed.Append(lines);
            _compressed.Flush();
            Length = _file!.Length;
            return;
        }

        try
        {
            _file!.Append(lines);
        }
        catch (DiskException)
        {
            // A full disk takes a part of the lines: half a line must not stay. Shortening needs no space.
            _file!.Truncate(Length);
            throw;
        }

        Length += lines.Length;
    }

    /// <summary>The same for lines that the journal has: a rotation then makes them durable before the file is renamed.</summary>
    public void AppendJournaled(ReadOnlySpan<byte> lines)
    {
        _hasJournaledLines = true;
        Append(lines);
    }

    public void Close()
    {
        _compressed?.Dispose();
        _compressed = null;
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Rotates if a scheduled moment has passed since the file's content began. The file need not be open.</summary>
    public void RotateIfDue(FacilitySettings settings)
    {
        if (settings.Rotate is not { } schedule)
            return;
        DateTimeOffset now = _store.Time.GetUtcNow();
        bool sameSchedule = schedule.Equals(_schedule);
        if (sameSchedule && now < _nextDue && !ClockWentBack(now))
            return;

        DateTimeOffset due = schedule.LatestAtOrBefore(now, _store.Zone);
        if (due > (_rotatedUpTo ?? DateTimeOffset.MinValue) && HasContentFromBefore(due, contentIsOurs: _rotatedUpTo is not null && sameSchedule)
            && !TryRotate(due, settings))
            return;
        if (_rotatedUpTo is null || due > _rotatedUpTo || !sameSchedule || ClockWentBack(now))
            _rotatedUpTo = due;
        _schedule = schedule;
        _nextDue = schedule.NextAfter(now, _store.Zone);
    }

    /// <summary>Rotates now: the file has reached its size.</summary>
    public void RotateBySize(FacilitySettings settings)
    {
        if (TryRotate(_store.Time.GetUtcNow(), settings))
            Open();
    }

    private bool ClockWentBack(DateTimeOffset now) => _rotatedUpTo is { } upTo && now < upTo - ClockStepBack;

    /// <summary>
    /// Whether lines from before <paramref name="moment"/> stand in the file. While we write it, all of them do (each write
    /// asks first); a file from an earlier run is judged by its last change, so nothing needs to be remembered.
    /// </summary>
    private bool HasContentFromBefore(DateTimeOffset moment, bool contentIsOurs)
    {
        if (_store.Folder.Status(Path) is not { Kind: FileKind.File, Length: > 0 } status)
            return false;
        return contentIsOurs || status.ModifiedAt < moment;
    }

    /// <returns>False: not now, the journal cannot take the note that it needs.</returns>
    private bool TryRotate(DateTimeOffset periodEnd, FacilitySettings settings)
    {
        DateTime wallClock = ArchiveName.Next(NewestArchive(), TimeZoneInfo.ConvertTime(periodEnd, _store.Zone));
        ArchiveName archive = new(_name, wallClock, _isCompressed ? CompressionFormat.Gzip : null);
        string archivePath = $"{_folder}/{archive}";
        bool isJournaled = _hasJournaledLines || _store.Journal?.IsRecoveryUnsynced == true;
        if (isJournaled && !TrySettleJournaled(archivePath))
            return false;
        Close();
        _store.Folder.Rename(Path, archivePath, replace: false);
        Failpoints.Hit("rotation.renamed");
        if (isJournaled)
            _store.Folder.SyncFolder(_folder);
        Failpoints.Hit("rotation.done");
        _newestArchive = archive.LocalTime;
        Length = 0;
        _store.Rotated(_folder, archive, settings);
        return true;
    }

    /// <summary>The journal need not look after what is in this file: it is on the disk, and the journal knows its new name.</summary>
    /// <returns>
    /// False: it could not be noted. The file then stays as it is: renamed and compressed it would be found by nobody, and the
    /// next start would store its lines again.
    /// </returns>
    private bool TrySettleJournaled(string archivePath)
    {
        Open();
        Failpoints.Hit("rotation.begin");
        _file!.Sync();
        Failpoints.Hit("rotation.synced");
        try
        {
            _store.Journal?.NoteClosed(Path, Id, archivePath);
        }
        catch (DiskException failure)
        {
            if (!_toldNotNoted)
                StorageLog.NotNoted(_store.Log, Path, failure.Message);
            _toldNotNoted = true;
            return false;
        }

        _toldNotNoted = false;

        Failpoints.Hit("rotation.noted");
        _hasJournaledLines = false;
        return true;
    }

    private DateTime? NewestArchive()
    {
        if (_newestArchiveKnown)
            return _newestArchive;
        foreach (string name in _store.Folder.List(_folder))
        {
            if (ArchiveName.TryParse(name, out ArchiveName archive) && archive.BelongsTo(_name) && !(archive.LocalTime < _newestArchive))
                _newestArchive = archive.LocalTime;
        }

        _newestArchiveKnown = true;
        return _newestArchive;
    }

    private DurableFile OpenOrCreate()
    {
        try
        {
            return _store.Folder.OpenAppend(Path, create: true);
        }
        catch (DiskException failure) when (failure.Errno == Errno.ENOENT)
        {
            _store.Folder.CreateFolders(_folder);
            return _store.Folder.OpenAppend(Path, create: true);
        }
    }
}
