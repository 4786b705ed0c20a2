namespace LogHog.Engine.Inputs.Following;

/// <summary>What happened to followed files. Written by one thread, read by any.</summary>
internal sealed class FollowCounters
{
    private long _rotations;
    private long _truncations;
    private long _lostFiles;
    private long _cutBytes;
    private long _goneBytes;
    private long _cutEvents;
    private long _badBytes;
    private long _unreadable;
    private long _files;
    private long _waitingBytes;

    /// <summary>Files that were renamed or deleted, and others that took their place.</summary>
    public long Rotations => Volatile.Read(ref _rotations);

    /// <summary>Files that were cut off.</summary>
    public long Truncations => Volatile.Read(ref _truncations);

    /// <summary>Files that were gone before they were read to their end, and are nowhere to be found.</summary>
    public long LostFiles => Volatile.Read(ref _lostFiles);

    /// <summary>Bytes that were seen in a file and could not be read before it was cut off.</summary>
    public long CutBytes => Volatile.Read(ref _cutBytes);

    /// <summary>Bytes that were seen in one of the <see cref="LostFiles"/> and not read.</summary>
    public long GoneBytes => Volatile.Read(ref _goneBytes);

    /// <summary>Events that were longer than allowed and became several.</summary>
    public long CutEvents => Volatile.Read(ref _cutEvents);

    /// <summary>Events with bytes that are not of the file's encoding.</summary>
    public long BadBytes => Volatile.Read(ref _badBytes);

    /// <summary>Files that could not be opened or read at the last look.</summary>
    public long Unreadable => Volatile.Read(ref _unreadable);

    /// <summary>Texts that are followed now.</summary>
    public long Files => Volatile.Read(ref _files);

    /// <summary>Bytes of them that are not handed over.</summary>
    public long WaitingBytes => Volatile.Read(ref _waitingBytes);

    /// <summary>What is lost, for the file of positions: whether a loss was seen and whether it was counted is one and the same.</summary>
    public LostCounts Lost
    {
        get => new(LostFiles, GoneBytes, CutBytes);
        set
        {
            Volatile.Write(ref _lostFiles, value.Files);
            Volatile.Write(ref _goneBytes, value.GoneBytes);
            Volatile.Write(ref _cutBytes, value.CutBytes);
        }
    }

    public void Rotated() => Interlocked.Increment(ref _rotations);

    public void Truncated() => Interlocked.Increment(ref _truncations);

    public void LostByCut(long bytes) => Interlocked.Add(ref _cutBytes, bytes);

    public void LostFile(long bytes)
    {
        Interlocked.Increment(ref _lostFiles);
        Interlocked.Add(ref _goneBytes, bytes);
    }

    public void Cut() => Interlocked.Increment(ref _cutEvents);

    public void HadBadBytes() => Interlocked.Increment(ref _badBytes);

    public void Now(long files, long waitingBytes, long unreadable)
    {
        Volatile.Write(ref _files, files);
        Volatile.Write(ref _waitingBytes, waitingBytes);
        Volatile.Write(ref _unreadable, unreadable);
    }
}
