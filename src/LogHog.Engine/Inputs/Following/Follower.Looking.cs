using LogHog.Engine.Durability;

namespace LogHog.Engine.Inputs.Following;

// What a look finds: files that are new, such as were renamed or cut off, copies, and what is done with.
internal sealed partial class Follower
{
    // Of files that were renamed and end there: beyond it the oldest is closed before its time.
    private const int RenamedFilesMax = 16;

    // Linux stamps files with the time of its last tick, 10 ms ago at most.
    private static readonly TimeSpan FileTimeStep = TimeSpan.FromMilliseconds(20);

    private void LookAt(FollowedText text, string? foundAt)
    {
        if (text.FoundAt == text.Path && foundAt != text.Path)
        {
            _counters.Rotated();
            FollowingLog.Rotated(_log, _input, text.Path);
        }

        text.FoundAt = foundAt;
        Try(text, () =>
        {
            if (text.Source is not FileText file)
                return true;
            FileStatus status = file.Status!.Value;
            // A file of which little was known may have been filled, copied and emptied, and begin with the same few bytes again.
            bool wasUntold = text.WasLearned || !text.WholeFingerprint.IsTelling;
            text.WasLearned = false;
            bool isCut = IsCut(text, status);
            if (isCut)
                CutOff(text);
            else if (wasUntold && (status.Length > 0 || status.ModifiedAt != text.ModifiedAt))
                MayHaveMissed(_texts.FamilyOf(text.Path), text.ModifiedAt);
            text.ModifiedNow = isCut ? null : status.ModifiedAt;
            if (text.Source == file)
                text.LengthSeen = Math.Max(text.LengthSeen, status.Length);
            Try(text, text.MustBeRecorded);
            return true;
        });
    }

    private static bool IsCut(FollowedText text, FileStatus status) =>
        status.Length < text.Offset + text.Kept.Length || (status.ModifiedAt != text.ModifiedAt && !text.IsStill(text.Kept.Span));

    private void CutOff(FollowedText text)
    {
        TextFamily family = _texts.FamilyOf(text.Path);
        PassCopiesBy(family);
        if (_texts.CutOff(text) is { } shorterCopy)
            _passedBy.Add(shorterCopy);
        MayHaveMissed(family, text.ModifiedAt);
    }

    /// <summary>Files that were empty when they came, and turn out to be copies that somebody was about to make.</summary>
    private void PassCopiesBy(TextFamily family)
    {
        foreach (FollowedText text in family.Texts.Where(static text => text.MayBeCopy).ToArray())
        {
            Try(text, () =>
            {
                if (text.Source.Length > 0)
                    text.MayBeCopy = false;
                if (!text.MayBeCopy && _texts.IsCopyOfAnother(family, text))
                {
                    _passedBy.Add(text.Id);
                    _texts.Drop(family, text);
                }

                return true;
            });
        }
    }

    /// <summary>The path may have been rotated more than once since it was looked at last: the next look tells, when it has seen everything else.</summary>
    private void MayHaveMissed(TextFamily family, DateTimeOffset since)
    {
        if (!_mayHaveMissed.TryGetValue(family, out DateTimeOffset known) || since < known)
            _mayHaveMissed[family] = since;
    }

    /// <summary>Finds what was rotated between two looks. Rotation does not wait for us: what was cut off meanwhile is older than what was found.</summary>
    private void AddMissed()
    {
        foreach ((TextFamily family, DateTimeOffset since) in _mayHaveMissed.ToArray())
        {
            if (_texts.AddMissed(family, since))
                _mayHaveMissed.Remove(family);
            // Of others nothing is known that could be something else now.
            foreach (FollowedText text in family.Texts.Where(static text => text.Source is FileText && text.WholeFingerprint.IsTelling).ToArray())
            {
                if (Try(text, () => IsCut(text, text.Source.Status!.Value)))
                    CutOff(text);
            }
        }
    }

    /// <summary>A file that is not followed: a new one, unless it is a copy of one that is.</summary>
    private void Discover(FoundFile file, string original)
    {
        if (_texts.Count >= _settings.FilesMax)
        {
            _problems.TooMany(file.Path, _settings.FilesMax);
            return;
        }

        FileText source;
        try
        {
            source = FollowedFiles.OpenPlain(file.Path);
        }
        catch (DiskException failure)
        {
            _problems.Note(file.Path, failure);
            return;
        }

        FileId id = source.Status!.Value.Id;
        TextFamily family = _texts.FamilyOf(original);
        bool isRotated = original != file.Path;
        if (_texts.Find(id) is not null || (isRotated && _texts.IsKnown(family, source)) || (family.Texts.Count == 0 && IsBinary(source, file.Path)))
        {
            _passedBy.Add(id);
            source.Dispose();
            return;
        }

        // A file that came and went since the last look was of a path that nobody knew.
        DateTimeOffset? since = family.KnownUntil ?? _lookedAt - FileTimeStep;
        bool beginsAtEnd = _isFirstLook && _settings.BeginsAtEnd && _thereBefore.Contains(id) && !IsKnown(file.Path) && !_restored.Contains(original);
        FollowedText text = _texts.Add(family, source, beginsAtEnd ? LastLine(source) : 0, file.Path);
        text.MayBeCopy = isRotated && text.IsBlank;
        if (since is { } known)
            MayHaveMissed(family, known);
    }

    /// <summary>
    /// Of what nothing was handed over, copies may be older than its last lines. They are no older than its file, and no older than the text before
    /// it: a file that is copied and emptied every day is as old as all of its copies.
    /// </summary>
    private DateTimeOffset UntoldSince(Position position)
    {
        DateTimeOffset since = DateTimeOffset.UnixEpoch.AddTicks(position.BornNs / 100) - FileTimeStep;
        if (_texts.FinishedAt(position.Path) is { } before && before > since)
            since = before;
        return position.BornNs > 0 && since < position.ModifiedAt ? since : position.ModifiedAt;
    }

    /// <summary>A file of a pattern that was followed before came while nobody looked: none of it was read.</summary>
    private bool IsKnown(string path) => _settings.Paths.Any(glob => _knownPatterns.Contains(glob.Text) && glob.Means(path));

    private bool IsBinary(FileText source, string path)
    {
        Span<byte> first = stackalloc byte[Fingerprint.FirstBytesMax];
        if (!first[..source.Read(0, first)].Contains((byte)0))
            return false;
        FollowingLog.Binary(_log, _input, path);
        return true;
    }

    /// <summary>Behind the last line feed: an unfinished line is new.</summary>
    private long LastLine(FileText source)
    {
        long end = source.Length!.Value;
        byte[] last = new byte[Math.Min(end, _settings.EventBytesMax)];
        int read = source.Read(end - last.Length, last);
        int feed = last.AsSpan(0, read).LastIndexOf((byte)'\n');
        return feed < 0 ? end : end - last.Length + feed + 1;
    }

    /// <summary>What was renamed or deleted and ends there for a while is complete; what ended and is handed over is forgotten.</summary>
    private void CloseDone()
    {
        foreach (TextFamily family in _texts.Families.ToArray())
        {
            int renamed = family.Texts.Count(static text => !text.IsAtPath);
            foreach (FollowedText text in family.Texts.ToArray())
            {
                bool isReadThrough = Try(text, () => text.Source.Length == text.Offset + text.Kept.Length);
                if (!text.IsAtPath && isReadThrough && (IsLeft(text) || renamed > RenamedFilesMax))
                    text.IsLast = true;
                if (text.IsDone || (text.IsLast && isReadThrough && text.Kept.IsEmpty))
                    _texts.Finish(family, text);
                if (!text.IsAtPath)
                    renamed--;
            }
        }
    }

    private bool IsLeft(FollowedText text) =>
        _time.GetUtcNow() - text.ModifiedAt >= _settings.CloseAfter && (_settings.IsOnce || _time.GetElapsedTime(text.GrewAt) >= _settings.CloseAfter);
}
