using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Bot.Work;

/// <summary>Messages that wait for their answer, on the disk; and those that were done with, so that a webhook that comes again does nothing.</summary>
internal sealed class BotQueue : IDisposable
{
    // Far more than people write while a service is away; beyond it senders are told to come again.
    private const int WaitingMax = 1_000;

    /// <summary>A message that is older is not answered (<see cref="BotWorker"/>), so what is older than this need not be known.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    // 100 bytes each. Whoever has more messages a day than half of it has somebody to tame first.
    private const int SeenMax = 100_000;

    private readonly Lock _gate = new();
    private readonly RootedFolder _folder;
    private readonly RecordFile<BotNote> _file;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, BotJob> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<BotNote> _seenOrder = [];
    private readonly SemaphoreSlim _came = new(0, 1);

    private BotQueue(RootedFolder folder, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _time = time;
        _file = new RecordFile<BotNote>(folder, BotNote.Format, time);
        _file.Read(Apply);
        if (_file.SetAside is { } aside)
            BotLog.Damaged(log, _file.Path, _file.DamagedLines, aside);
    }

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Takes over what an earlier run has left.</summary>
    /// <exception cref="IOException">The folder or its file cannot be had.</exception>
    public static BotQueue Open(string folder, TimeProvider time, ILogger log)
    {
        RootedFolder root = RootedFolder.Open(folder, create: true);
        try
        {
            return new BotQueue(root, time, log);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Returns when it is on the disk.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public BotOutcome Add(string messageId, string roomId)
    {
        lock (_gate)
        {
            if (_waiting.ContainsKey(messageId) || _seen.Contains(messageId))
                return BotOutcome.Duplicate;
            if (_waiting.Count >= WaitingMax)
                return BotOutcome.Unavailable;
            BotNote note = new(_time.GetUtcNow(), messageId, roomId);
            _file.Append([note], Live);
            Apply(note);
        }

        Wake();
        return BotOutcome.Accepted;
    }

    /// <summary>The one that has waited longest of those that are due; null = none is.</summary>
    public BotJob? Next()
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate)
            return _waiting.Values.Where(job => job.DueAt <= now).MinBy(static job => job.DueAt);
    }

    /// <summary>How long nothing will be due, unless something comes; null = nothing waits.</summary>
    public TimeSpan? NextIn()
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate)
            return _waiting.Count == 0 ? null : _waiting.Values.Min(static job => job.DueAt) - now;
    }

    public void PutOff(BotJob job, TimeSpan wait)
    {
        lock (_gate)
            job.DueAt = _time.GetUtcNow() + wait;
    }

    /// <summary>It is done with. A disk that refuses to note it cannot make it be done again in this run.</summary>
    /// <returns>Null, or what the disk said.</returns>
    public string? Complete(BotJob job)
    {
        lock (_gate)
        {
            BotNote note = new(_time.GetUtcNow(), job.MessageId, "");
            Apply(note);
            try
            {
                _file.Append([note], Live);
                return null;
            }
            catch (IOException failure)
            {
                _file.MustRewrite();
                return failure.Message;
            }
        }
    }

    /// <summary>Waits until something comes, or so long.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_came.WaitAsync(end.Token), Task.Delay(limit, _time, end.Token));
        await end.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        lock (_gate)
            _file.Dispose();
        _folder.Dispose();
    }

    private void Wake()
    {
        try
        {
            _came.Release();
        }
        catch (SemaphoreFullException)
        {
            // The worker has not looked yet since the one before.
        }
    }

    private void Apply(BotNote note)
    {
        if (note.RoomId.Length > 0)
        {
            _waiting.TryAdd(note.MessageId, new BotJob(note.MessageId, note.RoomId, note.At));
            return;
        }

        _waiting.Remove(note.MessageId);
        if (!_seen.Add(note.MessageId))
            return;
        _seenOrder.Enqueue(note);
        while (_seenOrder.TryPeek(out BotNote oldest) && (_seenOrder.Count > SeenMax || note.At - oldest.At > Kept))
        {
            _seenOrder.Dequeue();
            _seen.Remove(oldest.MessageId);
        }
    }

    /// <summary>What a new file has to hold.</summary>
    private IEnumerable<BotNote> Live() =>
        [.. _seenOrder, .. _waiting.Values.OrderBy(static job => job.QueuedAt).Select(static job => new BotNote(job.QueuedAt, job.MessageId, job.RoomId))];
}
