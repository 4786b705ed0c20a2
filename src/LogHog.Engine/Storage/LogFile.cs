using LogHog.Engine.Configuration;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Storage;

/// <summary>
/// One live log file: opened when it is needed, rotated when its schedule or its size says so. Knows its length, so that no
/// write needs to ask. Used by one thread.
/// </summary>
internal sealed class LogFile(LogStore store, string path)
{
    // A clock that went back by more than this was wrong before, not summer time: the schedule begins anew.
    private static readonly TimeSpan ClockStepBack = TimeSpan.FromDays(1);

    private DurableFile? _file;
    private CronSchedule? _schedule;
    private DateTimeOffset? _rotatedUpTo;
    private DateTimeOffset _nextDue = DateTimeOffset.MinValue;
    private readonly string _folder = path[..path.LastIndexOf('/')];
    private readonly string _name = path[(path.LastIndexOf('/') + 1)..];
    private DateTime? _newestArchive;
    private bool _newestArchiveKnown;

    /// <summary>Beneath the log folder, with <c>/</c>.</summary>
    public string Path => path;

    public long Length { get; private set; }

    public bool IsOpen => _file is not null;

    /// <summary>Opens the file, makes it and its folder where they are missing, and puts a torn last line aside.</summary>
    public void Open()
    {
        if (_file is not null)
            return;
        _file = OpenOrCreate();
        Length = _file.Length;
        if (Length > 0)
            Length = TornLine.PutAside(store.Folder, _file, path, Length, store.Log);
    }

    /// <summary>Appends whole lines: all of them, or none and an exception.</summary>
    /// <exception cref="DiskException">Nothing of <paramref name="lines"/> is in the file, unless even taking it back failed.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
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

    public void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Rotates if a scheduled moment has passed since the file's content began. The file need not be open.</summary>
    public void RotateIfDue(FacilitySettings settings)
    {
        if (settings.Rotate is not { } schedule)
            return;
        DateTimeOffset now = store.Time.GetUtcNow();
        bool sameSchedule = schedule.Equals(_schedule);
        if (sameSchedule && now < _nextDue && !ClockWentBack(now))
            return;

        DateTimeOffset due = schedule.LatestAtOrBefore(now, store.Zone);
        if (due > (_rotatedUpTo ?? DateTimeOffset.MinValue) && HasContentFromBefore(due, contentIsOurs: _rotatedUpTo is not null && sameSchedule))
            Rotate(due, settings);
        if (_rotatedUpTo is null || due > _rotatedUpTo || !sameSchedule || ClockWentBack(now))
            _rotatedUpTo = due;
        _schedule = schedule;
        _nextDue = schedule.NextAfter(now, store.Zone);
    }

    /// <summary>Rotates now: the file has reached its size.</summary>
    public void RotateBySize(FacilitySettings settings)
    {
        Rotate(store.Time.GetUtcNow(), settings);
        Open();
    }

    private bool ClockWentBack(DateTimeOffset now) => _rotatedUpTo is { } upTo && now < upTo - ClockStepBack;

    /// <summary>
    /// Whether lines from before <paramref name="moment"/> stand in the file. While we write it, all of them do (each write
    /// asks first); a file from an earlier run is judged by its last change, so nothing needs to be remembered.
    /// </summary>
    private bool HasContentFromBefore(DateTimeOffset moment, bool contentIsOurs)
    {
        if (store.Folder.Status(path) is not { Kind: FileKind.File, Length: > 0 } status)
            return false;
        return contentIsOurs || status.ModifiedAt < moment;
    }

    private void Rotate(DateTimeOffset periodEnd, FacilitySettings settings)
    {
        Close();
        ArchiveName archive = new(_name, ArchiveName.Next(NewestArchive(), TimeZoneInfo.ConvertTime(periodEnd, store.Zone)), Format: null);
        store.Folder.Rename(path, $"{_folder}/{archive}", replace: false);
        _newestArchive = archive.LocalTime;
        Length = 0;
        store.Rotated(_folder, archive);
    }

    private DateTime? NewestArchive()
    {
        if (_newestArchiveKnown)
            return _newestArchive;
        foreach (string name in store.Folder.List(_folder))
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
            return store.Folder.OpenAppend(path, create: true);
        }
        catch (DiskException failure) when (failure.Errno == Errno.ENOENT)
        {
            store.Folder.CreateFolders(_folder);
            return store.Folder.OpenAppend(path, create: true);
        }
    }
}
