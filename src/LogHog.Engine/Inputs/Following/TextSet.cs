using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Inputs.Following;

/// <summary>The texts that are followed, by path and by file, with their numbers in the journal; what becomes of them at a rotation.</summary>
internal sealed class TextSet : IDisposable
{
    private readonly Dictionary<string, TextFamily> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<FileId, FollowedText> _byId = [];
    private readonly SequenceSlots _slots;
    private readonly FinishedTexts _finished;
    private readonly RotationSearch _search;
    private readonly Func<int, long> _newestSequence;
    private readonly FollowCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _input;

    public TextSet(string input, Positions? known, Func<int, long> newestSequence, FollowCounters counters, TimeProvider time, ILogger log)
    {
        _input = input;
        _newestSequence = newestSequence;
        _slots = new SequenceSlots(known?.Slots ?? [], newestSequence);
        _finished = new FinishedTexts(known?.Finished ?? []);
        _search = new RotationSearch(_byId.ContainsKey);
        _counters = counters;
        _time = time;
        _log = log;
        // Before any new text takes one.
        foreach (Position position in known?.Texts ?? [])
            _slots.Use(position.Slot);
    }

    public IEnumerable<TextFamily> Families => _families.Values;

    public IEnumerable<FollowedText> All => _families.Values.SelectMany(static family => family.Texts);

    public int Count => _byId.Count;

    public FollowedText? Find(FileId id) => _byId.GetValueOrDefault(id);

    public TextFamily FamilyOf(string path)
    {
        if (!_families.TryGetValue(path, out TextFamily? family))
            _families.Add(path, family = new TextFamily(path));
        return family;
    }

    /// <summary>A text that nobody knows, from an offset on.</summary>
    /// <param name="family">The texts of its path.</param>
    /// <param name="source">Where it is.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="foundAt">The followed path under which it was found; null = none.</param>
    public FollowedText Add(TextFamily family, ITextSource source, long offset, string? foundAt)
    {
        FollowedText text = Create(family, source, offset, foundAt);
        if (foundAt == family.Path)
            family.Add(text);
        else
            family.AddByAge(text, FollowedFiles.Status(family.Path)?.Id);
        return text;
    }

    /// <summary>Finds a text again that was followed before the start, and goes on where the journal has it.</summary>
    public void Restore(Position position, IEnumerable<FoundFile> files)
    {
        TextFamily family = FamilyOf(position.Path);
        var id = new FileId(position.Inode, position.BornNs);
        // What was stored after the position was written is in the journal.
        long offset = Math.Max(position.Offset, _newestSequence(position.Slot) - position.SequenceBase);
        // It was empty and not under its path: a rotated file like any other, or a copy that somebody was about to make.
        if (offset == 0 && position.First.Length == 0 && position.IsRenamed)
        {
            _slots.Release(position.Slot, position.SequenceBase);
            return;
        }

        if (_search.Again(position.Path, id, position.Fingerprint, offset, files) is not { } found)
        {
            Lose(position, offset, family);
            return;
        }

        if (found.Path != position.Path)
            FollowingLog.FoundAgain(_log, _input, position.Path, found.Path, position.Offset);
        var text = new FollowedText(position.Path, found.Text)
        {
            GrewAt = _time.GetTimestamp(),
            Slot = position.Slot,
            SequenceBase = position.SequenceBase,
            IsOnRecord = true,
            IsRecordTelling = position.Fingerprint.IsTelling,
            IsLast = !found.IsSameFile || !found.Text.MayGrow,
        };
        // As it was when it was looked at last: it may have been cut off, filled and cut off again since.
        if (found.IsSameFile)
            text.ModifiedAt = position.ModifiedAt;
        text.BeginAt(offset);
        family.Add(text);
        _byId[text.Id] = text;
    }

    /// <summary>When the newest text of a path that is done with changed last, also before the start; null = none is known.</summary>
    public DateTimeOffset? FinishedAt(string path) => _finished.NewestOf(path);

    /// <summary>Whether a file is a copy of one that is followed, as logrotate's copytruncate makes it.</summary>
    public bool IsKnown(TextFamily family, ITextSource candidate)
    {
        // One that was empty at the last look may have been written, renamed and compressed since.
        foreach (FollowedText text in family.Texts)
            text.Learn();
        return family.Texts.Any(text => text.WholeFingerprint.IsOfPart(candidate)) || _finished.Has(family.Path, candidate);
    }

    /// <summary>The path whose rotated file a file is, by its name; its own, if it is none.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="others">Files that are there.</param>
    public string OriginalOf(string path, IEnumerable<string> others)
    {
        string folder = Path.GetDirectoryName(path)!;
        string name = Path.GetFileName(path);
        return others.Concat(_families.Keys)
            .Where(other => other != path && Path.GetDirectoryName(other) == folder && RotatedNames.IsRotated(Path.GetFileName(other), name))
            .MaxBy(static other => other.Length) ?? path;
    }

    /// <summary>Whether a text is a copy of another one of its path, or is becoming one.</summary>
    public bool IsCopyOfAnother(TextFamily family, FollowedText text) => _finished.Has(family.Path, text.Source)
        || family.Texts.Any(other => other != text && (other.WholeFingerprint.IsOfPart(text.Source) || Fingerprint.BeginsAs(text.Source, other.Source)));

    /// <summary>Rotated files of a path that nobody has read.</summary>
    /// <param name="family">The path's texts.</param>
    /// <param name="since">Of files that changed since then.</param>
    /// <returns>False: they were renamed meanwhile, and there may be more.</returns>
    public bool AddMissed(TextFamily family, DateTimeOffset since) =>
        _search.Missed(family.Path, since, candidate => IsKnown(family, candidate), (path, source) =>
        {
            FollowedText text = Add(family, source, 0, foundAt: null);
            text.IsLast = !source.MayGrow;
            text.MayBeCopy = text.IsBlank;
            FollowingLog.FoundAgain(_log, _input, family.Path, path, 0);
            _counters.Rotated();
        });

    /// <summary>A file was cut off: what is left of its text comes from a copy or from memory, and what the file holds now is another text.</summary>
    /// <returns>A copy that holds no more than was read.</returns>
    public FileId? CutOff(FollowedText text)
    {
        _counters.Truncated();
        TextFamily family = FamilyOf(text.Path);
        long read = text.Offset + text.Kept.Length;
        (string Path, ITextSource Text)? copy = _search.Copy(text);
        bool hasMore = copy is { } one && one.Text.Read(read, stackalloc byte[1]) > 0;
        long copied = copy?.Text.Length ?? (hasMore ? text.LengthSeen : 0);
        long lost = Math.Max(0, text.LengthSeen - Math.Max(read, copied));
        _counters.LostByCut(lost);
        if (copy is { } known)
            FollowingLog.TruncatedWithCopy(_log, _input, text.Path, read, known.Path);
        else
            FollowingLog.Truncated(_log, _input, text.Path, lost, read);

        FileId file = text.Id;
        FileId? shorter = hasMore ? null : copy?.Text.Status?.Id;
        ITextSource rest = hasMore ? copy!.Value.Text : new KeptText(text.Offset, text.Kept.ToArray());
        if (!hasMore)
            copy?.Text.Dispose();
        string? foundAt = text.FoundAt;
        ITextSource emptied = text.Leave(rest);
        _byId.Remove(file);
        _byId[text.Id] = text;
        family.Divide(text, Create(family, emptied, 0, foundAt));
        return shorter;
    }

    /// <summary>A text is read to its end.</summary>
    public void Finish(TextFamily family, FollowedText text)
    {
        _finished.Add(text.Path, text.WholeFingerprint, text.ModifiedAt);
        Drop(family, text);
    }

    /// <summary>A text is no text of its own, or done with.</summary>
    public void Drop(TextFamily family, FollowedText text)
    {
        _slots.Release(text.Slot, text.SequenceBase + text.Offset);
        _byId.Remove(text.Id);
        family.Remove(text);
        text.Dispose();
    }

    public Positions ToPositions(IReadOnlyList<string> patterns) => new()
    {
        Patterns = patterns,
        Slots = [.. _slots.Next],
        Texts = [.. All.Select(ToPosition)],
        Finished = [.. _finished.Texts],
    };

    public void Dispose()
    {
        foreach (FollowedText text in All)
            text.Dispose();
    }

    private FollowedText Create(TextFamily family, ITextSource source, long offset, string? foundAt)
    {
        var text = new FollowedText(family.Path, source) { GrewAt = _time.GetTimestamp(), FoundAt = foundAt };
        text.BeginAt(offset);
        // It may be cut off before anybody looks again.
        text.LengthSeen = Math.Max(offset, source.Length ?? 0);
        (text.Slot, text.SequenceBase) = _slots.Take();
        _byId[text.Id] = text;
        FollowingLog.Following(_log, _input, family.Path, offset);
        return text;
    }

    private void Lose(Position position, long offset, TextFamily family)
    {
        long unread = Math.Max(0, position.Length - offset);
        family.NoteFinished(position.ModifiedAt);
        // Of a text of which nothing was handed over a copy is as good as new.
        if (offset > 0)
            _finished.Add(position.Path, position.Fingerprint, position.ModifiedAt);
        _slots.Release(position.Slot, position.SequenceBase + offset);
        // Of one that was renamed long ago and read to its end nothing is missing.
        if ((position.IsRenamed || position.First.Length == 0) && unread == 0)
            return;
        // Nor of one that was read further than its copy reaches, and cut off then.
        if (unread == 0 && _search.HasPart(position.Path, position.Fingerprint))
        {
            _counters.Truncated();
            return;
        }

        _counters.LostFile(unread);
        FollowingLog.Gone(_log, _input, position.Path, offset, unread);
    }

    private static Position ToPosition(FollowedText text)
    {
        Fingerprint print = text.Fingerprint;
        return new Position
        {
            Path = text.Path,
            Inode = text.Id.Inode,
            BornNs = text.Id.BornNs,
            First = print.First.ToArray(),
            Offset = print.EndOffset,
            EndBytes = print.EndBytes,
            EndHash = print.EndHash,
            Length = text.LengthSeen,
            ModifiedAt = text.ModifiedAt,
            IsRenamed = text.FoundAt != text.Path,
            Slot = text.Slot,
            SequenceBase = text.SequenceBase,
        };
    }
}
