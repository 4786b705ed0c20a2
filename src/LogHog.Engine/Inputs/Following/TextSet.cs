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
    public FollowedText Add(TextFamily family, ITextSource source, long offset, FollowedText? before = null)
    {
        var text = new FollowedText(family.Path, source) { GrewAt = _time.GetTimestamp() };
        text.BeginAt(offset);
        (text.Slot, text.SequenceBase) = _slots.Take();
        if (before is null)
            family.Add(text);
        else
            family.AddAfter(text, before);
        _byId[text.Id] = text;
        FollowingLog.Following(_log, _input, family.Path, offset);
        return text;
    }

    /// <summary>Finds a text again that was followed before the start, and goes on where the journal has it.</summary>
    public void Restore(Position position, IEnumerable<FoundFile> files)
    {
        TextFamily family = FamilyOf(position.Path);
        var id = new FileId(position.Inode, position.BornNs);
        if (_search.Again(position.Path, id, position.Fingerprint, files) is not { } found)
        {
            Lose(position, family);
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
            IsLast = !found.IsSameFile || !found.Text.MayGrow,
        };
        // What was stored after the position was written is in the journal.
        text.BeginAt(Math.Max(position.Offset, _newestSequence(position.Slot) - position.SequenceBase));
        family.Add(text);
        _byId[text.Id] = text;
    }

    /// <summary>Whether a file that lies beside followed ones is a copy of one, as logrotate's copytruncate makes it.</summary>
    public bool IsCopy(string path, ITextSource candidate)
    {
        string name = Path.GetFileName(path);
        return _families.Values.Any(family =>
            Path.GetDirectoryName(family.Path) == Path.GetDirectoryName(path) && RotatedNames.IsRotated(Path.GetFileName(family.Path), name)
            && IsKnown(family, candidate));
    }

    /// <summary>Rotated files of a path that nobody has read.</summary>
    /// <param name="family">The path's texts.</param>
    /// <param name="since">Of files that changed since then.</param>
    /// <param name="before">The text that comes before them; null = all.</param>
    public void AddMissed(TextFamily family, DateTimeOffset since, FollowedText? before)
    {
        foreach ((string path, ITextSource source) in _search.Missed(family.Path, since, candidate => IsKnown(family, candidate)))
        {
            FollowedText missed = Add(family, source, 0, before);
            missed.IsLast = !source.MayGrow;
            FollowingLog.FoundAgain(_log, _input, family.Path, path, 0);
            before = before is null ? null : missed;
            _counters.Rotated();
        }
    }

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
        _counters.Lost(lost);
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
        FollowedText fresh = Add(family, emptied, 0, text);
        fresh.FoundAt = foundAt;
        return shorter;
    }

    /// <summary>A text is read to its end.</summary>
    public void Finish(TextFamily family, FollowedText text)
    {
        _finished.Add(text);
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

    private bool IsKnown(TextFamily family, ITextSource candidate) =>
        family.Texts.Any(text => FinishedTexts.IsOf(text.Fingerprint, candidate)) || _finished.Has(family.Path, candidate);

    private void Lose(Position position, TextFamily family)
    {
        long unread = Math.Max(0, position.Length - position.Offset);
        family.NoteFinished(position.ModifiedAt);
        _slots.Release(position.Slot, Math.Max(position.SequenceBase + position.Offset, _newestSequence(position.Slot)));
        // Of one that was renamed long ago and read to its end nothing is missing.
        if ((position.IsRenamed || position.FirstBytes == 0) && unread == 0)
            return;
        _counters.LostFile();
        _counters.Lost(unread);
        FollowingLog.Gone(_log, _input, position.Path, position.Offset, unread);
    }

    private static Position ToPosition(FollowedText text)
    {
        Fingerprint print = text.Fingerprint;
        return new Position
        {
            Path = text.Path,
            Inode = text.Id.Inode,
            BornNs = text.Id.BornNs,
            FirstBytes = print.FirstBytes,
            FirstHash = print.FirstHash,
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
