using System.Diagnostics;
using System.Runtime.InteropServices;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Durability.Journal;
using LogHog.Engine.Ingest;

namespace LogHog.Engine.Storage;

/// <summary>
/// The one writer of one log file. Connections enqueue finished lines from any thread; the file itself is touched by this
/// writer's <see cref="WriterThread"/> only. Nothing leaves the queue before it is in the file or given up and counted.
/// </summary>
internal sealed class FacilityWriter
{
    // A part this large is written from where it lies; smaller ones are gathered into one write.
    private const int DirectWriteBytesMin = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly LogStore _store;
    private readonly WriterThread _thread;
    private readonly LogFile _file;
    private readonly RetryDelay _retry = new();
    private volatile FacilitySettings _settings;

    // Under the lock.
    private List<QueuedPart> _queue = [];
    private int _queuedEvents;
    private long _queuedBytes;
    private long _queuedSince;
    private bool _scheduled;
    private bool _checkSchedule;
    private bool _reopen;

    // The thread's own.
    private List<QueuedPart> _work = [];
    private int _head;
    private int _headBytesWritten;

    public FacilityWriter(LogStore store, WriterThread thread, string path, FacilitySettings settings)
    {
        _store = store;
        _thread = thread;
        _settings = settings;
        _file = new LogFile(store, path);
    }

    private readonly record struct QueuedPart(EventBatch Batch, int Part);

    public string Path => _file.Path;

    /// <summary>A reload replaces them; the next write goes by the new ones.</summary>
    public FacilitySettings Settings
    {
        get => _settings;
        set => _settings = value;
    }

    /// <summary>Its place in the thread's list of open files; only the thread looks at it.</summary>
    public LinkedListNode<FacilityWriter>? OpenNode { get; set; }

    /// <summary>Takes a part of a batch; it is settled when it is in the file.</summary>
    public void Enqueue(EventBatch batch, int part)
    {
        lock (_lock)
        {
            if (_queue.Count == 0)
                _queuedSince = Stopwatch.GetTimestamp();
            _queue.Add(new QueuedPart(batch, part));
            _queuedEvents += batch.PartEvents(part);
            _queuedBytes += batch.PartBytes(part);
            Schedule();
        }
    }

    /// <summary>A scheduled moment has come: rotate if this file's schedule names it.</summary>
    public void CheckSchedule()
    {
        lock (_lock)
        {
            _checkSchedule = true;
            Schedule();
        }
    }

    /// <summary>Close the file and open it again by its name: somebody else has moved it.</summary>
    public void Reopen()
    {
        lock (_lock)
        {
            _reopen = true;
            Schedule();
        }
    }

    /// <summary>Does what there is to do. Called by the thread only.</summary>
    /// <returns>Null = nothing left; else when to be called again at the latest.</returns>
    public TimeSpan? Run()
    {
        try
        {
            if (TakeWork() is { } waitForMore)
                return waitForMore;
            WriteWork();
            _retry.Succeeded();
            _store.Recovered(this);
        }
        catch (DiskException failure)
        {
            CloseFile();
            TimeSpan wait = _retry.Failed();
            _store.Failed(this, failure, wait);
            return wait;
        }

        return FinishOrAgain();
    }

    public void CloseFile()
    {
        _file.Close();
        _thread.Forget(this);
    }

    /// <summary>Gives up what is queued; when the thread has ended.</summary>
    public int DropAll(DropReason reason)
    {
        int events = 0;
        lock (_lock)
        {
            _work.AddRange(_queue);
            _queue.Clear();
            _queuedEvents = 0;
        }

        for (; _head < _work.Count; _head++)
        {
            events += _work[_head].Batch.PartEvents(_work[_head].Part);
            _work[_head].Batch.PartDropped(_work[_head].Part, reason, _store.Gate);
        }

        _work.Clear();
        _head = 0;
        return events;
    }

    private void Schedule()
    {
        if (_scheduled)
            return;
        _scheduled = true;
        _thread.Schedule(this);
    }

    /// <summary>Moves the queue to the thread's side, unless <c>flush_every</c> says to wait for company.</summary>
    private TimeSpan? TakeWork()
    {
        bool checkSchedule;
        lock (_lock)
        {
            if (_reopen)
            {
                _reopen = false;
                CloseFile();
            }

            (checkSchedule, _checkSchedule) = (_checkSchedule, false);
            if (_queue.Count > 0 && WaitsForCompany() && !_thread.IsStopping)
            {
                TimeSpan left = _store.FlushInterval - Stopwatch.GetElapsedTime(_queuedSince);
                if (left > TimeSpan.Zero && !checkSchedule)
                    return left;
            }

            if (_work.Count == 0)
            {
                (_work, _queue) = (_queue, _work);
            }
            else
            {
                _work.AddRange(_queue);
                _queue.Clear();
            }

            _queuedEvents = 0;
            _queuedBytes = 0;
        }

        if (checkSchedule)
            _file.RotateIfDue(_settings);
        return null;
    }

    /// <summary>A compressed file gets as much in one member as comes within the interval; others what <c>flush_every</c> says.</summary>
    private bool WaitsForCompany() =>
        _file.IsCompressed ? _queuedBytes < CompressedAppend.MemberTextBytes : _queuedEvents < _settings.FlushEvery;

    private TimeSpan? FinishOrAgain()
    {
        lock (_lock)
        {
            if (_queue.Count > 0 || _checkSchedule || _reopen)
                return TimeSpan.Zero;
            _scheduled = false;
            return null;
        }
    }

    private void WriteWork()
    {
        if (_head < _work.Count)
        {
            // First the schedule: a file of an earlier run is judged by its last change.
            _file.RotateIfDue(_settings);
            _file.Open();
            _thread.Touch(this);
        }

        while (_head < _work.Count)
        {
            if (_work[_head].Batch.Lsn == 0)
                Append(NextText());
            else
                AppendJournaled();
        }

        _work.Clear();
        _head = 0;
    }

    /// <summary>What can go out in one write: one large run as it lies, or many small ones gathered.</summary>
    private ReadOnlySpan<byte> NextText()
    {
        QueuedPart first = _work[_head];
        int firstBytes = first.Batch.PartBytes(first.Part);
        bool alone = _head == _work.Count - 1 || firstBytes >= DirectWriteBytesMin || _work[_head + 1].Batch.Lsn != 0;
        if (alone && first.Batch.IsContiguous(first.Part))
            return first.Batch.ContiguousText(first.Part)[_headBytesWritten..];

        Span<byte> staging = _thread.Staging(firstBytes);
        int filled = 0;
        for (int index = _head; index < _work.Count; index++)
        {
            (EventBatch batch, int part) = _work[index];
            int bytes = batch.PartBytes(part);
            if (bytes > staging.Length - filled || batch.Lsn != 0)
                break;
            batch.CopyPart(part, staging[filled..]);
            filled += bytes;
        }

        return staging[_headBytesWritten..filled];
    }

    /// <summary>Appends, and rotates at the end of the event with which the file reaches its size.</summary>
    private void Append(ReadOnlySpan<byte> text)
    {
        if (_settings.MaxSizeBytes is { } max && !_file.IsCompressed)
        {
            RotateIfFull();
            long room = Math.Max(0, max - _file.Length);
            if (text.Length >= room)
            {
                text = text[..EventText.EndOfEvent(text, (int)Math.Max(0, room - 1))];
                _file.Append(text);
                Written(text.Length);
                _file.RotateBySize(_settings);
                return;
            }
        }

        _file.Append(text);
        Written(text.Length);
        RotateIfFull();
    }

    /// <summary>
    /// Writes the parts at the head that the journal has, together. Each goes whole into one file, at a place that the journal
    /// knows before the write: so a crash at any moment leaves no doubt whether it is there.
    /// </summary>
    private void AppendJournaled()
    {
        RotateIfFull();
        List<PlacementIntent> intents = _thread.Intents;
        intents.Clear();
        Span<byte> staging = _thread.Staging(_work[_head].Batch.PartBytes(_work[_head].Part));
        int filled = 0;
        for (int index = _head; index < _work.Count; index++)
        {
            (EventBatch batch, int part) = _work[index];
            int bytes = batch.PartBytes(part);
            bool isFull = filled > 0 && _settings.MaxSizeBytes is { } max && _file.Length + filled >= max;
            if (batch.Lsn == 0 || bytes > staging.Length - filled || isFull)
                break;
            batch.CopyPart(part, staging[filled..]);
            intents.Add(new PlacementIntent(batch.Lsn, part, Path, _file.Id, _file.Length + filled, bytes));
            filled += bytes;
        }

        EventJournal journal = _store.Journal!;
        journal.NoteIntents(CollectionsMarshal.AsSpan(intents));
        Failpoints.Hit("writer.intents_noted");
        try
        {
            _file.AppendJournaled(staging[..filled]);
        }
        catch (DiskException)
        {
            for (int index = 0; index < intents.Count; index++)
                intents[index] = intents[index] with { Length = 0 };
            journal.NoteIntents(CollectionsMarshal.AsSpan(intents));
            throw;
        }

        Failpoints.Hit("writer.journaled_written");
        foreach (PlacementIntent intent in intents)
            journal.Written(intent.Lsn, intent.Part);
        Written(filled);
        RotateIfFull();
    }

    private void RotateIfFull()
    {
        if (_settings.MaxSizeBytes is { } max && _file.Length >= max)
            _file.RotateBySize(_settings);
    }

    /// <summary>Settles each part that is in the file to its last byte.</summary>
    private void Written(int bytes)
    {
        _headBytesWritten += bytes;
        while (_head < _work.Count)
        {
            (EventBatch batch, int part) = _work[_head];
            int partBytes = batch.PartBytes(part);
            if (_headBytesWritten < partBytes)
                return;
            _headBytesWritten -= partBytes;
            _head++;
            batch.PartStored(part, _store.Gate);
        }
    }
}
