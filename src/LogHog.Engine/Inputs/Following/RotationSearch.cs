using LogHog.Engine.Durability;

namespace LogHog.Engine.Inputs.Following;

/// <summary>Finds texts again among the rotated files beside a path: by inode where it still is the same, else by what they begin with.</summary>
/// <param name="isTaken">Whether a file is followed already.</param>
internal sealed class RotationSearch(Func<FileId, bool> isTaken)
{
    // logrotate compresses beside us: a file may be replaced by its archive between the listing and the look.
    private const int TriesMax = 3;

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
        for (int tries = 0; tries < TriesMax; tries++)
        {
            FoundFile[] candidates = [.. elsewhere, .. FoundFiles.Rotated(path).Reverse()];
            foreach (FoundFile file in candidates.Where(file => file.Status.Id == id))
            {
                if (TryOpen(file, IsIt) is { } text)
                    return (file.Path, text, IsSameFile: true);
            }

            foreach (FoundFile file in candidates.Where(file => print.IsTelling && file.Status.Id != id))
            {
                if (TryOpen(file, IsIt) is { } text)
                    return (file.Path, text, IsSameFile: false);
            }
        }

        return null;
    }

    /// <summary>The copy that was made of a file before it was cut off.</summary>
    /// <param name="text">What was read of the file.</param>
    /// <returns>Null: there is none.</returns>
    public (string Path, ITextSource Text)? Copy(FollowedText text)
    {
        for (int tries = 0; tries < TriesMax; tries++)
        {
            foreach (FoundFile file in FoundFiles.Rotated(text.Path).Reverse())
            {
                if (TryOpen(file, text.IsCopy) is { } copy)
                    return (file.Path, copy);
            }
        }

        return null;
    }

    /// <summary>Rotated files that nobody has read, oldest first: the path was rotated more than once since it was looked at last.</summary>
    /// <param name="path">Of the log.</param>
    /// <param name="since">When the newest text that is known changed last.</param>
    /// <param name="isKnown">Whether a text is known under another name.</param>
    public IEnumerable<(string Path, ITextSource Text)> Missed(string path, DateTimeOffset since, Func<ITextSource, bool> isKnown)
    {
        foreach (FoundFile file in FoundFiles.Rotated(path).Where(file => file.Status.ModifiedAt >= since))
        {
            if (TryOpen(file, candidate => !isKnown(candidate)) is { } text)
                yield return (file.Path, text);
        }
    }

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
