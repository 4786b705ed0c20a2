using LogHog.Engine.Durability;

namespace LogHog.Engine.Inputs.Following;

/// <summary>
/// One text from its first byte to its last: a log file until it is rotated away or cut off, whatever its name is meanwhile. What
/// comes under the same path after it is another one.
/// </summary>
internal sealed class FollowedText(string path, ITextSource source) : IDisposable
{
    private static long _withoutFile;

    private ITextSource _source = source;
    private byte[] _first = [];
    private byte[] _end = [];

    /// <summary>Under which it is, or was, written.</summary>
    public string Path { get; } = path;

    public ITextSource Source => _source;

    /// <summary>Which file; it stays what it was when the file is gone.</summary>
    public FileId Id { get; private set; } = source.Status?.Id ?? default;

    /// <summary>Up to here everything is handed over for good.</summary>
    public long Offset { get; private set; }

    /// <summary>What was read behind <see cref="Offset"/> and is not complete yet.</summary>
    public ReadOnlyMemory<byte> Kept { get; private set; }

    /// <summary>In the journal, the sender of its batches has this number, among those of its input.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>A batch that ends at an offset has the sequence of this and the offset together.</summary>
    public long SequenceBase { get; set; }

    /// <summary>The path that is followed under which it was found; null = it was renamed or deleted, and is read to its end.</summary>
    public string? FoundAt { get; set; }

    public bool IsAtPath => FoundAt is not null;

    /// <summary>Nothing more comes: what is unfinished at its end is complete.</summary>
    public bool IsLast { get; set; }

    /// <summary>When its last bytes came, on the follower's clock.</summary>
    public long GrewAt { get; set; }

    /// <summary>The greatest length that it was seen to have.</summary>
    public long LengthSeen { get; set; }

    /// <summary>When its bytes last changed, as the file system said at the last look, when it still was this text.</summary>
    public DateTimeOffset ModifiedAt { get; set; } = source.Status?.ModifiedAt ?? default;

    /// <summary>The same at the look that is under way; null = it was not looked at, or was another text then.</summary>
    public DateTimeOffset? ModifiedNow { get; set; }

    /// <summary>Its place in the file of positions is on the disk, so that its batches may be stored.</summary>
    public bool IsOnRecord { get; set; }

    /// <summary>What is on the disk tells by what it is known again.</summary>
    public bool IsRecordTelling { get; set; }

    /// <summary>The end of a piece whose storing failed: the next try is for the same piece.</summary>
    public long? RetryEnd { get; set; }

    /// <summary>What comes behind it may be read when the older texts of its path have no more; null = all may.</summary>
    public long? ReadableTo { get; set; }

    /// <summary>It came empty and under the name of a rotated file: somebody may be about to copy another one into it.</summary>
    public bool MayBeCopy { get; set; }

    /// <summary>Its beginning was learned between two looks: it may not be the first that it had.</summary>
    public bool WasLearned { get; set; }

    /// <summary>It ended, and its last piece is handed over.</summary>
    public bool IsDone { get; set; }

    /// <summary>Nothing of it was seen yet.</summary>
    public bool IsBlank => _first.Length == 0 && _source.MayGrow;

    /// <summary>By what it is found again. A copy that was made before the last lines came does not have those: only what was handed over counts.</summary>
    public Fingerprint Fingerprint => Offset == 0
        ? WholeFingerprint
        : WholeFingerprint with { First = _first.AsMemory(0, (int)Math.Min(_first.Length, Offset)) };

    /// <summary>By what copies of it are known. An unfinished line alone may be no more than a date, with which every log begins.</summary>
    public Fingerprint WholeFingerprint
    {
        get
        {
            int known = Offset > 0 || _first.Length == Fingerprint.FirstBytesMax ? _first.Length : _first.AsSpan().LastIndexOf((byte)'\n') + 1;
            return new Fingerprint(_first.AsMemory(0, known), Offset, _end.Length, Fingerprint.Hash(_end));
        }
    }

    /// <summary>
    /// Whether a file is the copy that was made of this text before it was cut off. Nothing of it handed over, any that begins as it does will
    /// do: it is read from its beginning.
    /// </summary>
    public bool IsCopy(ITextSource candidate) => Offset > 0
        ? WholeFingerprint.IsOfPart(candidate)
        : _first.Length > 0 && (WholeFingerprint with { First = _first }) is var print && (print.IsOf(candidate) || print.IsOfPart(candidate));

    /// <summary>Sets where it is read on.</summary>
    public void BeginAt(long offset)
    {
        Offset = offset;
        LengthSeen = Math.Max(LengthSeen, offset);
        Kept = default;
        _first = ReadAt(0, Fingerprint.FirstBytesMax);
        int end = (int)Math.Min(offset, Fingerprint.EndBytesMax);
        _end = ReadAt(offset - end, end);
    }

    /// <summary>Its place on the disk does not tell by what it is known again, and could: nothing of it may be stored before.</summary>
    public bool MustBeRecorded()
    {
        if (IsRecordTelling)
            return false;
        return ReadFirst() && Fingerprint.IsTelling;
    }

    /// <summary>Of what was empty, or had no whole line: what it begins with by now.</summary>
    public void Learn()
    {
        if (WholeFingerprint.IsTelling || !_source.MayGrow)
            return;
        try
        {
            WasLearned |= ReadFirst() && WholeFingerprint.IsTelling;
        }
        catch (DiskException)
        {
            // which comes to light when it is looked at
        }
    }

    /// <summary>Its file was cut off: goes on in another source, such as the copy that was made before it, and ends with that.</summary>
    /// <returns>The file.</returns>
    public ITextSource Leave(ITextSource other)
    {
        ITextSource left = _source;
        _source = other;
        Kept = default;
        RetryEnd = null;
        if (other.MayGrow)
            _first = ReadAt(0, Fingerprint.FirstBytesMax);
        // What is only in memory still has an identity of its own, which no file has.
        Id = other.Status?.Id ?? new FileId(0, -Interlocked.Increment(ref _withoutFile));
        FoundAt = null;
        IsLast = true;
        return left;
    }

    /// <summary>Whether the source still is what was read: a file that was cut off and written anew is not.</summary>
    /// <param name="window">What was read from <see cref="Offset"/> on.</param>
    public bool IsStill(ReadOnlySpan<byte> window)
    {
        if (!_source.MayGrow)
            return true;
        if (_source.Length < Offset + window.Length)
            return false;
        Span<byte> room = stackalloc byte[Fingerprint.FirstBytesMax];
        room = room[.._source.Read(0, room)];
        if (!room.StartsWith(_first))
            return false;
        if (Offset < room.Length)
        {
            ReadOnlySpan<byte> seenTwice = room[(int)Offset..];
            int both = Math.Min(seenTwice.Length, window.Length);
            if (!seenTwice[..both].SequenceEqual(window[..both]))
                return false;
        }

        if (room.Length > _first.Length)
            _first = room.ToArray();
        return true;
    }

    /// <summary>A piece from <see cref="Offset"/> on is handed over for good.</summary>
    /// <param name="end">Its last bytes.</param>
    /// <param name="length">All of its bytes.</param>
    public void Commit(ReadOnlySpan<byte> end, int length)
    {
        Offset += length;
        RetryEnd = null;
        int old = Math.Min(_end.Length, Fingerprint.EndBytesMax - end.Length);
        _end = [.. _end.AsSpan(_end.Length - old), .. end];
    }

    /// <summary>Keeps a copy of what is not complete.</summary>
    public void Keep(ReadOnlySpan<byte> rest) => Kept = rest.IsEmpty ? default : rest.ToArray();

    public void Dispose() => _source.Dispose();

    /// <returns>False: it was cut off, which comes to light when it is read.</returns>
    private bool ReadFirst()
    {
        byte[] first = ReadAt(0, Fingerprint.FirstBytesMax);
        if (!first.AsSpan().StartsWith(_first))
            return false;
        _first = first;
        return true;
    }

    private byte[] ReadAt(long offset, int bytes)
    {
        byte[] room = new byte[bytes];
        int read = _source.Read(offset, room);
        return read == bytes ? room : room[..read];
    }
}
