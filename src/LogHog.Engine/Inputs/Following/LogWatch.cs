using System.Text.RegularExpressions;
using LogHog.Engine.Durability;
using LogHog.Engine.Inputs.Tail;
using LogHog.Engine.Search;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Inputs.Following;

/// <summary>What <c>loghog watch</c> looks at.</summary>
public sealed record WatchSettings
{
    public required IReadOnlyList<FileGlob> Paths { get; init; }

    public IReadOnlyList<FileGlob> Exclude { get; init; } = [];

    /// <summary>Where it is remembered how far they were read; null = nowhere.</summary>
    public string? StateFile { get; init; }

    /// <summary>What is there the first time is not new.</summary>
    public bool BeginsAtEnd { get; init; }

    /// <summary>Nothing is waited for.</summary>
    public bool IsOnce { get; init; }

    public IReadOnlyList<MultilineKind> Multiline { get; init; } = [];

    public Regex? MultilineStart { get; init; }
}

/// <summary>Another run uses the same state.</summary>
public sealed class WatchBusyException(string message) : IOException(message);

/// <summary>
/// Follows log files without a server, with the same care as <c>[tail:NAME]</c>. What was given is new once: how far it came is written after
/// it was taken, so a crash in between gives it again.
/// </summary>
public sealed class LogWatch : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly StateFile<Positions>? _state;
    private readonly Follower _follower;
    private readonly FolderWatch _watch;
    private readonly FollowCounters _counters = new();
    private readonly TimeProvider _time;
    private readonly bool _isOnce;
    private long _lookedAt;
    private bool _mustLook = true;
    private bool _isDirty;

    private LogWatch(WatchSettings settings, StateFile<Positions>? state, Positions? known, TimeProvider time, ILogger log, CancellationToken stop)
    {
        _state = state;
        _time = time;
        _isOnce = settings.IsOnce;
        _follower = new Follower("watch", Following(settings), known, static _ => 0, _counters, time, log);
        _watch = new FolderWatch(stop);
    }

    /// <summary>Files that cannot be read.</summary>
    public long Unreadable => _counters.Unreadable;

    /// <summary>Paths under which no file is, nor was the last time.</summary>
    public IEnumerable<string> Unmet => _follower.Unmet;

    /// <summary>Files that are looked at.</summary>
    public long Files => _counters.Files;

    /// <exception cref="DiskException">The state cannot be read or written.</exception>
    /// <exception cref="WatchBusyException">Another run uses it.</exception>
    public static LogWatch Open(WatchSettings settings, TimeProvider time, ILogger log, CancellationToken stop)
    {
        if (settings.StateFile is not { } path)
            return new LogWatch(settings, state: null, known: null, time, log, stop);
        path = Path.GetFullPath(path);
        StateFile<Positions> state = new(RootedFolder.Open(Path.GetDirectoryName(path)!, create: true), Path.GetFileName(path), PositionsJson.Default.Positions);
        try
        {
            if (!state.TryLock())
                throw new WatchBusyException($"{path}: another run uses it");
            Positions? known = state.Load(out string? damage);
            if (damage is not null)
                FollowingLog.PositionsDamaged(log, "watch", path, damage);
            return new LogWatch(settings, state, known, time, log, stop);
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Gives what is new.</summary>
    /// <param name="take">Gets the path and each event, borrowed.</param>
    /// <param name="written">Called when some were given: they must be out of our hands when it returns, then they are not new any more.</param>
    public void Pass(Action<string, ReadOnlyMemory<byte>> take, Action written)
    {
        if (_mustLook || _time.GetElapsedTime(_lookedAt) >= Poll)
            Look();
        while (true)
        {
            if (_follower.NeedsRecord)
                _follower.Recorded();
            IReadOnlyList<FollowedText> ready = _follower.Ready();
            if (_follower.NeedsLook)
                Look();
            else if (ready.Count == 0 && !_follower.NeedsRecord)
                break;
            foreach (FollowedText text in ready)
            {
                Piece? piece = _follower.Read(text, line =>
                {
                    take(text.Path, line);
                    return true;
                });
                written();
                piece?.Commit();
                _isDirty |= piece is not null;
            }
        }

        if (_isOnce)
            Look();
        if (_isDirty || _isOnce)
            Save();
    }

    /// <summary>Waits until there may be something new.</summary>
    public void Wait()
    {
        TimeSpan limit = _follower.QuietIn is { } quiet && quiet < Poll ? quiet : Poll;
        _mustLook = _watch.Wait(limit);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _follower.Dispose();
        _state?.Dispose();
    }

    private void Look()
    {
        _follower.Look();
        _lookedAt = _time.GetTimestamp();
        _mustLook = false;
        if (!_isOnce)
            _watch.Watch(_follower.Found.Folders);
    }

    private void Save()
    {
        _state?.Save(_follower.Positions);
        _isDirty = false;
    }

    private static FollowSettings Following(WatchSettings settings) => new()
    {
        Paths = settings.Paths,
        Exclude = settings.Exclude,
        BeginsAtEnd = settings.BeginsAtEnd,
        Multiline = TailSettings.Rule(settings.Multiline, settings.MultilineStart),
        IsOnce = settings.IsOnce,
    };
}
