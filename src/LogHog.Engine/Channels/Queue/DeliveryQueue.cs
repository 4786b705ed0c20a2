using LogHog.Engine.Alerts;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;

namespace LogHog.Engine.Channels.Queue;

/// <summary>
/// The notifications of one channel that wait to be told, in their order, on the disk: what <see cref="Add"/> has returned for outlives
/// the process. Each recipient of a notification is an entry of its own, so that none is told twice because another one could not be.
/// When there are too many, what comes is folded into one entry for each recipient that tells of all of them.
/// </summary>
/// <remarks>Calls may come from several threads; the one that delivers calls <see cref="First"/>, <see cref="Seal"/> and <see cref="Complete"/>.</remarks>
internal sealed class DeliveryQueue : IDisposable
{
    // A fifth of what searching may take; a notification has 70 KB at most (NotificationBounds).
    private const long PendingBytesMax = 64 << 20;

    // Entries beyond the limit, one a recipient: somebody relays to whole lists of people.
    private const int FoldedMax = 1000;

    private readonly Lock _gate = new();
    private readonly RecordFile<QueueRecord> _file;
    private readonly TimeProvider _time;
    private readonly LinkedList<QueuedNotification> _pending = [];
    private readonly HashSet<(string Id, string To)> _pendingIds = [];
    private readonly Dictionary<string, QueuedNotification> _folds = new(StringComparer.Ordinal);
    private readonly SeenIds _seen = new();
    private long _nextNumber = 1;
    private long _pendingBytes;

    /// <summary>Takes over the file, as it was left.</summary>
    public DeliveryQueue(RecordFile<QueueRecord> file, TimeProvider time)
    {
        _file = file;
        _time = time;
        file.Read(Apply);
    }

    /// <summary>Entries that wait before what comes is folded.</summary>
    public int CountMax { get; set; } = 1000;

    public int Count
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>Since when the oldest waits; null = nothing does.</summary>
    public DateTimeOffset? OldestAt
    {
        get
        {
            lock (_gate)
                return _pending.First?.Value.QueuedAt;
        }
    }

    /// <summary>Notifications that were folded into another entry, since the start.</summary>
    public long Folded { get; private set; }

    /// <summary>What was handed over although it waits or was told already, since the start.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Returns when it is on the disk.</summary>
    /// <exception cref="IOException">It is not, and will not be told.</exception>
    public void Add(Notification notification, IReadOnlyList<string> recipients)
    {
        lock (_gate)
        {
            List<QueueRecord> records = [];
            int duplicates = 0;
            foreach (string to in recipients)
            {
                if (_seen.Contains(notification.Id, to) || _pendingIds.Contains((notification.Id, to)))
                    duplicates++;
                else
                    records.Add(RecordOf(notification, to, records.Count));
            }

            if (records.Count > 0)
                _file.Append(records, Live);
            Duplicates += duplicates;
            foreach (QueueRecord record in records)
                Apply(record);
            Folded += records.Count(static record => record.Operation == QueueOperation.Fold);
        }
    }

    /// <summary>The next to be told; null = none.</summary>
    public QueuedNotification? First()
    {
        lock (_gate)
            return _pending.First?.Value;
    }

    /// <summary>Before the first try: from now on it does not change any more, whatever becomes of the process.</summary>
    /// <exception cref="IOException">The disk does not take it: try again.</exception>
    public void Seal(QueuedNotification entry)
    {
        lock (_gate)
        {
            if (!entry.IsFolded || entry.IsSealed)
                return;
            QueueRecord record = new() { Operation = QueueOperation.Seal, Number = entry.Number };
            _file.Append([record], Live);
            Apply(record);
        }
    }

    /// <summary>It was told or given up. A disk that refuses to note it cannot make it be told again in this run.</summary>
    /// <returns>Null, or what the disk said.</returns>
    public string? Complete(QueuedNotification entry)
    {
        lock (_gate)
        {
            QueueRecord record = new() { Operation = QueueOperation.Done, Number = entry.Number, At = _time.GetUtcNow() };
            Apply(record);
            try
            {
                Failpoints.Hit("channel.complete");
                _file.Append([record], Live);
                return null;
            }
            catch (IOException failure)
            {
                // What is in memory is right; the next append brings the file to it.
                _file.MustRewrite();
                return failure.Message;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _file.Dispose();
    }

    private QueueRecord RecordOf(Notification notification, string to, int ahead)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (_pending.Count + ahead < CountMax && _pendingBytes < PendingBytesMax && !_folds.ContainsKey(to))
            return new QueueRecord { Operation = QueueOperation.Add, Number = _nextNumber + ahead, To = to, At = now, Notification = notification };
        if (_folds.TryGetValue(to, out QueuedNotification? fold))
            return new QueueRecord
            {
                Operation = QueueOperation.Fold, Number = fold.Number, To = to, At = now, Id = notification.Id, Notification = FoldedNotification.With(fold.Notification, notification),
            };
        if (_folds.Count >= FoldedMax)
            throw new IOException($"The queue is full: {_pending.Count} notifications wait");
        return new QueueRecord
        {
            Operation = QueueOperation.Add, Number = _nextNumber + ahead, To = to, At = now,
            Notification = FoldedNotification.Of(notification), Ids = [notification.Id],
        };
    }

    private void Apply(QueueRecord record)
    {
        switch (record.Operation)
        {
            case QueueOperation.Add when record.Notification is { } notification:
                AddEntry(record, notification);
                break;
            case QueueOperation.Fold when Find(record.Number) is { } entry:
                entry.Notification = record.Notification ?? entry.Notification;
                Remember(entry, record.Id ?? "");
                break;
            case QueueOperation.Seal when Find(record.Number) is { } entry:
                entry.IsSealed = true;
                _folds.Remove(entry.To);
                break;
            case QueueOperation.Done when Find(record.Number) is { } entry:
                Remove(entry, record.At);
                break;
            case QueueOperation.Seen when record.Id is { } id:
                _seen.Add(id, record.To, record.At);
                break;
        }
    }

    private void AddEntry(QueueRecord record, Notification notification)
    {
        QueuedNotification entry = new()
        {
            Number = record.Number,
            To = record.To,
            QueuedAt = record.At,
            Notification = notification,
            FoldedIds = record.Ids is null ? null : [.. record.Ids],
            Bytes = SizeOf(notification),
        };
        _pending.AddLast(entry);
        _pendingIds.UnionWith(IdsOf(entry).Select(id => (id, record.To)));
        _pendingBytes += entry.Bytes;
        _nextNumber = Math.Max(_nextNumber, record.Number + 1);
        if (entry.IsFolded)
            _folds[entry.To] = entry;
    }

    private void Remove(QueuedNotification entry, DateTimeOffset at)
    {
        _pending.Remove(entry);
        _pendingBytes -= entry.Bytes;
        if (_folds.GetValueOrDefault(entry.To) == entry)
            _folds.Remove(entry.To);
        foreach (string id in IdsOf(entry))
        {
            _pendingIds.Remove((id, entry.To));
            _seen.Add(id, entry.To, at);
        }
    }

    /// <summary>Nearly always the first.</summary>
    private QueuedNotification? Find(long number)
    {
        for (LinkedListNode<QueuedNotification>? node = _pending.First; node is not null; node = node.Next)
        {
            if (node.Value.Number == number)
                return node.Value;
        }

        return null;
    }

    /// <summary>What a new file has to hold.</summary>
    private IEnumerable<QueueRecord> Live()
    {
        foreach ((string id, string to, DateTimeOffset at) in _seen.All)
            yield return new QueueRecord { Operation = QueueOperation.Seen, Id = id, To = to, At = at };
        foreach (QueuedNotification entry in _pending)
        {
            yield return new QueueRecord
            {
                Operation = QueueOperation.Add, Number = entry.Number, To = entry.To, At = entry.QueuedAt, Notification = entry.Notification, Ids = entry.FoldedIds,
            };
            if (entry.IsSealed)
                yield return new QueueRecord { Operation = QueueOperation.Seal, Number = entry.Number };
        }
    }

    private void Remember(QueuedNotification entry, string id)
    {
        if (entry.FoldedIds is { Count: < SeenIds.CountMax } ids)
            ids.Add(id);
        _pendingIds.Add((id, entry.To));
    }

    private static List<string> IdsOf(QueuedNotification entry) => entry.FoldedIds ?? [entry.Notification.Id];

    private static int SizeOf(Notification notification) =>
        500 + (2 * (notification.Title.Length + notification.Text.Length + notification.Lines.Sum(static line => line.Length)
            + notification.Labels.Sum(static label => label.Key.Length + label.Value.Length)));
}
