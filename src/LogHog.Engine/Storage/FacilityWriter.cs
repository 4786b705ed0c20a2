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

    // A disk that is well again must be in use again within 5 s (DESIGN §7).
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private readonly LogStore _store;
    private readonly WriterThread _thread;
    private readonly LogFile _file;
    private readonly PartQueue _queue = new();
    private readonly RetryDelay _retry = new(LongestDelay);
    private volatile FacilitySettings _settings;
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

    public string Path => _file.Path;

    /// <summary>The file's length as its thread knows it; 0 = not opened yet. For other threads a look, nothing more.</summary>
    public long FileLength => _file.Length;

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
        if (_queue.Add(batch, part))
            _thread.Schedule(this);
    }

    public void Request(WriterRequests request)
    {
        if (_queue.Add(request))
            _thread.Schedule(this);
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
            _retry.Reset();
            _store.Recovered(this);
        }
        catch (DiskException failure)
        {
            CloseFile();
            TimeSpan wait = _retry.Next();
            _store.Failed(this, failure, wait);
            return wait;
        }

        return _queue.IsDone() ? null : TimeSpan.Zero;
    }

    public void CloseFile()
    {
        _file.Close();
        _thread.Forget(this);
    }

    /// <summary>Gives up what is queued; when the thread has ended. What the journal has is not lost: it stays pending.</summary>
    /// <returns>Events that are counted as dropped, and events that the next start brings in.</returns>
    public (int Dropped, int Kept) GiveUpAll(DropReason reason)
    {
        int dropped = 0;
        int kept = 0;
        _queue.TakeParts(ref _work);
        for (; _head < _work.Count; _head++)
        {
            (EventBatch batch, int part) = _work[_head];
            if (batch.Lsn != 0)
            {
                kept += batch.PartEvents(part);
                batch.PartKept(_store.Gate);
                continue;
            }

            dropped += batch.PartEvents(part);
            batch.PartDropped(part, reason, _store.Gate);
        }

        _work.Clear();
        _head = 0;
        return (dropped, kept);
    }

    /// <summary>Does what was asked for, and moves the queue to the thread's side unless it may still wait for company.</summary>
    private TimeSpan? TakeWork()
    {
        WriterRequests requests = _queue.TakeRequests();
        if (requests.HasFlag(WriterRequests.Reopen))
            CloseFile();
        if (requests.HasFlag(WriterRequests.CheckSchedule))
            _file.RotateIfDue(_settings);
        if (_work.Count == 0 && !_thread.IsStopping)
        {
            // A compressed file gets as much in one member as comes within the interval; others what flush_every says.
            TimeSpan wait = _file.IsCompressed
                ? _queue.MayWait(eventsMin: 0, CompressedAppend.MemberTextBytes, _store.FlushInterval)
                : _queue.MayWait(_settings.FlushEvery, bytesMin: 0, _store.FlushInterval);
            if (wait > TimeSpan.Zero)
                return wait;
        }

        _queue.TakeParts(ref _work);
        return null;
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
        // While the journal mends itself the parts are safe in it; written without a note, a kill right now would store them twice.
        if (!journal.NoteIntents(CollectionsMarshal.AsSpan(intents)) && journal.Failure is { } failure)
            throw new DiskException(failure.Errno, failure.Operation, failure.Path);
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
