using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Inputs.Following;

/// <summary>
/// Follows files that others write, rotate, cut off, compress and delete, and knows how far each was read. For one thread, which calls
/// <see cref="Look"/> now and then, reads what is <see cref="Ready"/>, commits it, and saves the <see cref="Positions"/>.
/// </summary>
internal sealed partial class Follower : IDisposable
{
    private readonly FollowSettings _settings;
    private readonly TextSet _texts;
    private readonly PieceReader _reader;
    private readonly FollowCounters _counters;
    private readonly TimeProvider _time;
    private readonly ProblemMemory _problems;
    private readonly ILogger _log;
    private readonly string _input;
    private readonly HashSet<string> _knownPatterns;
    private readonly HashSet<string> _restored = new(StringComparer.Ordinal);
    private readonly Dictionary<TextFamily, DateTimeOffset> _mayHaveMissed = [];
    private readonly HashSet<FileId> _thereBefore;
    private HashSet<FileId> _passedBy = [];
    private bool _isFirstLook = true;
    private bool _isRecorded;
    private DateTimeOffset? _lookedAt;

    /// <param name="input">Its name, for messages.</param>
    /// <param name="settings">What is followed.</param>
    /// <param name="known">How far it came; null = this is the first time.</param>
    /// <param name="newestSequence">The newest sequence that the journal knows of a sender's number.</param>
    /// <param name="counters">What happens is counted there.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears what people should know.</param>
    public Follower(
        string input, FollowSettings settings, Positions? known, Func<int, long> newestSequence, FollowCounters counters, TimeProvider time, ILogger log)
    {
        _input = input;
        _settings = settings;
        _counters = counters;
        _time = time;
        _log = log;
        _problems = new ProblemMemory(input, log);
        _reader = new PieceReader(new EventCutter(settings.Multiline, settings.EventBytesMax), settings, counters, time);
        _passedBy = [.. (known?.Passed ?? []).Select(static file => new FileId(file.Inode, file.BornNs))];
        _lookedAt = known?.LookedAt;
        _isRecorded = known is not null;
        _knownPatterns = [.. known?.Patterns ?? []];
        if (known is not null)
            counters.Lost = known.Lost;
        _texts = new TextSet(input, known, newestSequence, counters, time, log);
        Found = FoundFiles.Look(settings.Paths, settings.Exclude);
        _thereBefore = [.. Found.Files.Select(static file => file.Status.Id)];
        foreach (Position position in known?.Texts ?? [])
        {
            _texts.Restore(position, Found.Files);
            _restored.Add(position.Path);
            if (position.Offset == 0)
                MayHaveMissed(_texts.FamilyOf(position.Path), UntoldSince(position));
        }
    }

    /// <summary>What was there at the last look.</summary>
    public FoundFiles Found { get; private set; }

    /// <summary>Patterns that meet nothing: no file is there, and none is known that was.</summary>
    public IEnumerable<string> Unmet => _settings.Paths
        .Where(glob => !Found.Files.Any(file => glob.Means(file.Path)) && !_texts.All.Any(text => glob.Means(text.Path)))
        .Select(static glob => glob.Text);

    /// <summary>A text's place is not on the disk: save before any of it is stored.</summary>
    public bool NeedsRecord => !_isRecorded || _texts.All.Any(static text => !text.IsOnRecord);

    /// <summary>Look before anything else: rotated files may come first.</summary>
    public bool NeedsLook => _mayHaveMissed.Count > 0;

    /// <summary>How long until something is ready by waiting; null = nothing waits.</summary>
    public TimeSpan? QuietIn => _texts.All.Select(_reader.QuietIn).Min();

    /// <summary>How far everything was read.</summary>
    public Positions Positions => _texts.ToPositions([.. _settings.Paths.Select(static glob => glob.Text)]) with
    {
        LookedAt = _lookedAt,
        Passed = [.. _passedBy.Select(static id => new PassedFile(id.Inode, id.BornNs))],
        Lost = _counters.Lost,
    };

    /// <summary>Looks which files there are: new ones, renamed ones, such as were cut off, and such as are done with.</summary>
    public void Look()
    {
        DateTimeOffset now = _time.GetUtcNow();
        Found = FoundFiles.Look(_settings.Paths, _settings.Exclude);
        HashSet<FileId> passedBy = [];
        List<FoundFile> fresh = [];
        Dictionary<FollowedText, string> foundAt = [];
        foreach (FoundFile file in Found.Files)
        {
            if (_texts.Find(file.Status.Id) is { } text)
                foundAt[text] = file.Path;
            else if (_passedBy.Contains(file.Status.Id))
                passedBy.Add(file.Status.Id);
            else
                fresh.Add(file);
        }

        _passedBy = passedBy;
        string[] paths = [.. foundAt.Values, .. fresh.Select(static file => file.Path)];
        _problems.Begin();
        foreach (TextFamily family in _texts.Families)
            PassCopiesBy(family);
        foreach (FollowedText text in _texts.All.ToArray())
            LookAt(text, foundAt.GetValueOrDefault(text));
        // What may be a copy or a rotated file comes after what it may be one of.
        foreach ((FoundFile file, string original) in fresh.Select(file => (file, _texts.OriginalOf(file.Path, paths))).OrderBy(static pair => pair.Item2 != pair.file.Path))
            Discover(file, original);
        AddMissed();
        // What it was when it was compared, not what it is now: it may have been cut off meanwhile, and copies of what came then are no older.
        foreach (FollowedText text in _texts.All)
        {
            text.ModifiedAt = text.ModifiedNow ?? text.ModifiedAt;
            text.ModifiedNow = null;
        }

        _isFirstLook = false;
        _lookedAt = now;
        CloseDone();
        _counters.Now(
            _texts.Count, _texts.All.Sum(static text => Math.Max(0, text.LengthSeen - text.Offset)), _problems.Count);
    }

    /// <summary>
    /// Texts with something to read, the oldest of each path: what was rotated away comes first. Those whose place is not on the disk are
    /// left out until it is: see <see cref="NeedsRecord"/>.
    /// </summary>
    public IReadOnlyList<FollowedText> Ready()
    {
        List<FollowedText> ready = [];
        foreach (TextFamily family in _texts.Families)
        {
            Bound(family);
            foreach (FollowedText text in family.Texts)
            {
                bool hasSome = Try(text, () => _reader.HasSome(text));
                // Of an empty file nothing was known: it may have been filled, copied and emptied meanwhile.
                if (hasSome && (text.IsBlank || text.WasLearned))
                    MayHaveMissed(family, text.ModifiedAt);
                if (_mayHaveMissed.ContainsKey(family))
                {
                    Try(text, text.MustBeRecorded);
                    break;
                }

                if (hasSome && Try(text, text.MustBeRecorded))
                    text.IsOnRecord = false;
                else if (hasSome && text.IsOnRecord)
                    ready.Add(text);
                if (hasSome || _reader.HasWhole(text))
                    break;
            }
        }

        return ready;
    }

    /// <summary>Reads on in a text that is ready.</summary>
    /// <inheritdoc cref="PieceReader.TryRead"/>
    /// <returns>What is to be committed, or abandoned; null = nothing.</returns>
    public Piece? Read(FollowedText text, Func<ReadOnlyMemory<byte>, bool> take)
    {
        Piece? piece = null;
        Try(text, () =>
        {
            if (!_reader.TryRead(text, take, out piece))
                CutOff(text);
            return true;
        });
        return piece;
    }

    /// <summary>The positions are on the disk.</summary>
    public void Recorded()
    {
        _isRecorded = true;
        foreach (FollowedText text in _texts.All)
        {
            text.IsOnRecord = true;
            text.IsRecordTelling = text.Fingerprint.IsTelling;
        }
    }

    public void Dispose() => _texts.Dispose();

    /// <summary>
    /// Who goes on from an older file to a newer one has written its last line there before its first here. What a newer one has by now may
    /// be read when the older ones, which are looked at after it, have no more: so each program's lines stay in their order.
    /// </summary>
    private void Bound(TextFamily family)
    {
        for (int index = family.Texts.Count - 1; index >= 0; index--)
        {
            FollowedText text = family.Texts[index];
            text.ReadableTo = null;
            if (index > 0 && !text.IsLast)
                Try(text, () => (text.ReadableTo = text.Source.Length) is not null);
        }
    }

    private bool Try(FollowedText text, Func<bool> look)
    {
        try
        {
            return look();
        }
        catch (DiskException failure)
        {
            _problems.Note(text.Path, failure);
            return false;
        }
    }
}
