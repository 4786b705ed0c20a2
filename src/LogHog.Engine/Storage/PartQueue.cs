using System.Diagnostics;
using LogHog.Engine.Ingest;

namespace LogHog.Engine.Storage;

/// <summary>A part of a batch that waits for its file.</summary>
internal readonly record struct QueuedPart(EventBatch Batch, int Part);

/// <summary>What else the writer of a file was asked to do.</summary>
[Flags]
internal enum WriterRequests
{
    None = 0,

    /// <summary>A scheduled moment has come: rotate if this file's schedule names it.</summary>
    CheckSchedule = 1,

    /// <summary>Close the file and open it again by its name: somebody else has moved it.</summary>
    Reopen = 2,
}

/// <summary>
/// What waits for one file, filled by any thread and emptied by the file's own. Says when that thread must be told: once,
/// until it has found the queue empty. Bounded by the store's <see cref="MemoryGate"/>.
/// </summary>
internal sealed class PartQueue
{
    private readonly Lock _lock = new();
    private List<QueuedPart> _parts = [];
    private WriterRequests _requests;
    private long _bytes;
    private int _events;
    private long _since;
    private bool _isScheduled;
    private bool _isWaiting;
    private int _eventsMin;
    private long _bytesMin;

    /// <returns>True: the thread must be told.</returns>
    public bool Add(EventBatch batch, int part)
    {
        lock (_lock)
        {
            if (_parts.Count == 0)
                _since = Stopwatch.GetTimestamp();
            _parts.Add(new QueuedPart(batch, part));
            _events += batch.PartEvents(part);
            _bytes += batch.PartBytes(part);
            if (!_isWaiting || !IsEnough)
                return Schedule();
            _isWaiting = false;
            return true;
        }
    }

    /// <inheritdoc cref="Add(EventBatch, int)"/>
    public bool Add(WriterRequests request)
    {
        lock (_lock)
        {
            _requests |= request;
            return Schedule();
        }
    }

    public WriterRequests TakeRequests()
    {
        lock (_lock)
        {
            WriterRequests requests = _requests;
            _requests = WriterRequests.None;
            return requests;
        }
    }

    private bool IsEnough => _events >= _eventsMin && _bytes >= _bytesMin;

    /// <summary>
    /// How long what is here may wait for more to come; zero or less = not at all. The thread is told earlier when enough is there.
    /// </summary>
    public TimeSpan MayWait(int eventsMin, long bytesMin, TimeSpan waitMax)
    {
        lock (_lock)
        {
            _eventsMin = eventsMin;
            _bytesMin = bytesMin;
            TimeSpan wait = _parts.Count == 0 || IsEnough ? TimeSpan.Zero : waitMax - Stopwatch.GetElapsedTime(_since);
            _isWaiting = wait > TimeSpan.Zero;
            return wait;
        }
    }

    /// <summary>Moves all parts behind those that the thread already has.</summary>
    public void TakeParts(ref List<QueuedPart> taken)
    {
        lock (_lock)
        {
            if (taken.Count == 0)
            {
                (taken, _parts) = (_parts, taken);
            }
            else
            {
                taken.AddRange(_parts);
                _parts.Clear();
            }

            _events = 0;
            _bytes = 0;
            _isWaiting = false;
        }
    }

    /// <summary>Whether nothing is left: then the next one to add something tells the thread again.</summary>
    public bool IsDone()
    {
        lock (_lock)
        {
            if (_parts.Count > 0 || _requests != WriterRequests.None)
                return false;
            _isScheduled = false;
            return true;
        }
    }

    private bool Schedule()
    {
        bool mustTell = !_isScheduled;
        _isScheduled = true;
        return mustTell;
    }
}
