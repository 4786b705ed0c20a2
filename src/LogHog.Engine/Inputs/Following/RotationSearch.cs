using LogHog.Engine.Durability;

namespace LogHog.Engine.Inputs.Following;

/// <summary>Finds texts again among the rotated files beside a path: by inode where it still is the same, else by what they begin with.</summary>
/// <param name="isTaken">Whether a file is followed already.</param>
internal sealed class RotationSearch(Func<FileId, bool> isTaken)
{
    // Rotated files are renamed, compressed and copied beside us: an answer is one if the names meant the same files all the time.
    // A rotation with a hundred files takes as long as one try; with few tries a file that is there counts as lost.
    private const int TriesMax = 100;

    /// <summary>Where a text is now that was followed before.</summary>
    /// <param name="path">Under which it was written.</param>
    /// <param name="id">Which file it was.</param>
    /// <param name="print">By what it is known again.</param>
    /// <param name="offset">It is at least so long.</param>
    /// <param name="others">Further files that it may be.</param>
    /// <returns>Null: it is nowhere.</returns>
    public (string Path, ITextSource Text, bool IsSameFile)? Again(string path, FileId id, Fingerprint print, long offset, IEnumerable<FoundFile> others)
    {
        FoundFile[] elsewhere = [.. others];
        bool IsIt(ITextSource candidate) => print.IsOf(candidate) && !(candidate.Length < offset);
        (string, ITextSource, bool)? found = null;
        Settle(path, rotated =>
        {
            FoundFile[] candidates = [.. elsewhere, .. rotated.Reverse()];
            IEnumerable<FoundFile> same = candidates.Where(file => file.Status.Id == id);
            IEnumerable<FoundFile> alike = candidates.Where(file => print.IsTelling && file.Status.Id != id);
            foreach (FoundFile file in same.Concat(alike))
            {
                if (TryOpen(file, IsIt) is { } text)
                {
                    found = (file.Path, text, file.Status.Id == id);
                    return true;
                }
            }

            return false;
        });
        return found;
    }

    /// <summary>The copy that was made of a file before it was cut off.</summary>
    /// <param name="text">What was read of the file.</param>
    /// <returns>Null: there is none.</returns>
    public (string Path, ITextSource Text)? Copy(FollowedText text)
    {
        (string, ITextSource)? found = null;
        Settle(text.Path, rotated =>
        {
            foreach (FoundFile file in rotated.Reverse())
            {
                if (TryOpen(file, text.IsCopy) is { } copy)
                {
                    found = (file.Path, copy);
                    return true;
                }
            }

            return false;
        });
        return found;
    }

    /// <summary>Whether the beginning of a text is there, as in a copy that was made before its last lines came.</summary>
    public bool HasPart(string path, Fingerprint print)
    {
        bool isThere = false;
        Settle(path, rotated => isThere = rotated.Any(file =>
        {
            using ITextSource? part = TryOpen(file, print.IsOfPart);
            return part is not null;
        }));
        return isThere;
    }

    /// <summary>Rotated files that nobody has read: the path was rotated more than once since it was looked at last.</summary>
    /// <param name="path">Of the log.</param>
    /// <param name="since">When the newest text that is known changed last.</param>
    /// <param name="isKnown">Whether a text is known under another name.</param>
    /// <param name="add">Gets each, oldest first, but for such as were renamed meanwhile; it is taken then.</param>
    /// <returns>False: they are renamed all the time, and there may be more.</returns>
    public bool Missed(string path, DateTimeOffset since, Func<ITextSource, bool> isKnown, Action<string, ITextSource> add) => Settle(path, rotated =>
    {
        foreach (FoundFile file in rotated.Where(file => file.Status.ModifiedAt >= since))
        {
            if (TryOpen(file, candidate => !isKnown(candidate)) is { } text)
                add(file.Path, text);
        }

        return false;
    });

    /// <summary>Looks at the rotated files of a path until something is found, or the names meant the same files before and after it.</summary>
    /// <returns>False: neither, however often it was tried.</returns>
    private static bool Settle(string path, Func<IReadOnlyList<FoundFile>, bool> isFound)
    {
        IReadOnlyList<FoundFile> before = FoundFiles.Rotated(path);
        for (int tries = 0; tries < TriesMax; tries++)
        {
            if (isFound(before))
                return true;
            IReadOnlyList<FoundFile> after = FoundFiles.Rotated(path);
            if (Names(before).SetEquals(Names(after)))
                return true;
            before = after;
        }

        return false;
    }

    private static HashSet<(string Path, FileId Id)> Names(IReadOnlyList<FoundFile> files) => [.. files.Select(static file => (file.Path, file.Status.Id))];

    private ITextSource? TryOpen(FoundFile file, Func<ITextSource, bool> isWanted)
    {
        if (isTaken(file.Status.Id))
            return null;
        ITextSource? text = null;
        try
        {
            text = FollowedFiles.Open(file.Path);
            if (text.Status?.Id == file.Status.Id && isWanted(text))
                return text;
        }
        catch (DiskException)
        {
            // gone, or not to be read
        }

        text?.Dispose();
        return null;
    }
}
