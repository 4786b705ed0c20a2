using System.Diagnostics;
using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Http;
using LogHog.Engine.Channels.Queue;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Channels;

/// <summary>
/// One channel: its queue and the one loop that delivers from it, in order, until the service has taken each or it is given up.
/// Whatever a service does holds up nobody but those behind it in the same channel.
/// </summary>
internal sealed class Channel : IAsyncDisposable
{
    // A disk that refuses is asked again; nothing is told twice meanwhile.
    private static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(5);

    // Waits are cut into pieces of this: a clock that was set back must not hold up anybody for days.
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    // For the log: an id of a service, or the last words of a program.
    private const int DetailCharsMax = 500;

    internal const string NobodyText = "the channel names nobody in to; write whom it tells";

    private readonly RootedFolder _folder;
    private readonly DeliveryQueue _queue;
    private readonly DeliveryLog _deliveries;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RateLimit _rate;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ChannelCounters _counters = new();
    private readonly Lock _gate = new();
    private ChannelSettings _settings;
    private IChannelSender _sender;
    private IChannelSender? _retired;
    private Task _running = Task.CompletedTask;
    private int _failures;
    private volatile bool _isDraining;
    private volatile string _problem = "";
    private DateTimeOffset _notBefore;
    private DateTimeOffset? _deliveredAt;

    private Channel(RootedFolder folder, DeliveryQueue queue, ChannelSettings settings, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _queue = queue;
        _deliveries = new DeliveryLog(folder);
        _time = time;
        _log = log;
        _rate = new RateLimit(time);
        _settings = settings;
        _sender = Senders.Create(settings, time);
        Take(settings);
    }

    public string Name => _settings.Name;

    public int Waiting => _queue.Count;

    public string FolderPath => _folder.Path;

    /// <summary>Faults when the loop has died by a mistake of ours.</summary>
    public Task Completion => _running;

    /// <param name="root">Where every channel has a folder of its name.</param>
    /// <param name="settings">Of the channel.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears how it goes.</param>
    /// <exception cref="IOException">Its queue cannot be opened.</exception>
    public static Channel Open(RootedFolder root, ChannelSettings settings, TimeProvider time, ILogger log)
    {
        root.CreateFolders(settings.Name);
        root.GiveToOwner(settings.Name);
        root.SyncFolder();
        RootedFolder folder = root.OpenFolder(settings.Name);
        try
        {
            RecordFile<QueueRecord> file = new(folder, QueueRecord.Format, time);
            DeliveryQueue queue = new(file, time);
            if (file.SetAside is { } aside)
                ChannelLog.Damaged(log, file.DamagedLines, settings.Name, Path.Combine(folder.Path, aside));
            return new Channel(folder, queue, settings, time, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Other settings for the same queue, which are tried at once.</summary>
    public void Apply(ChannelSettings settings)
    {
        IChannelSender fresh = Senders.Create(settings, _time);
        lock (_gate)
        {
            _retired?.Dispose();
            _retired = _sender;
            _sender = fresh;
            _settings = settings;
            Take(settings);
            _notBefore = default;
        }

        Wake();
    }

    /// <inheritdoc cref="INotifier.Enqueue"/>
    public void Enqueue(Notification notification, string? recipient)
    {
        IReadOnlyList<string> recipients = recipient is null ? Sender.Recipients : [recipient];
        if (recipients.Count == 0)
        {
            GiveUpAtOnce(NotificationBounds.Apply(notification));
            return;
        }

        _queue.Add(NotificationBounds.Apply(notification), recipients);
        Wake();
    }

    public bool TakesRecipient(string recipient) => Sender.TakesRecipient(recipient);

    /// <summary>One try, past the queue, to see whether it works.</summary>
    /// <exception cref="ServiceException">It does not.</exception>
    public async Task<string> TestAsync(Notification notification, string? recipient, CancellationToken cancellation)
    {
        string reply = "";
        IReadOnlyList<string> recipients = recipient is null ? Sender.Recipients : [recipient];
        if (recipients.Count == 0)
            throw new ServiceException(ServiceFailureKind.Misconfigured, NobodyText);
        foreach (string to in recipients)
            reply = await TryAsync(new Delivery(Linked(NotificationBounds.Apply(notification)), to, DeliveryKey.Of(notification.Id, to)), 1, DeliveryOutcome.Tested, cancellation);
        return reply;
    }

    public ChannelStatus Status() => new()
    {
        Name = Name,
        Type = MetricNames.Label(_settings.Type),
        Pending = _queue.Count,
        OldestAt = _queue.OldestAt,
        Delivered = _counters.Delivered,
        GaveUp = _counters.GaveUp,
        Folded = _queue.Folded,
        Failures = _failures,
        Problem = _problem,
        NextTryAt = _failures > 0 ? _notBefore : null,
        DeliveredAt = _deliveredAt,
    };

    public IReadOnlyList<DeliveryEntry> Deliveries(int countMax) => _deliveries.Newest(countMax);

    public IEnumerable<MetricValue> Metrics() => _counters.Metrics(Name, _queue.Count, _queue.Folded, _queue.Duplicates, _failures > 0);

    /// <summary>Delivers what goes without waiting for anything, then ends.</summary>
    /// <param name="limit">What is under way then is broken off, and sent again at the next start.</param>
    public async Task StopAsync(TimeSpan limit)
    {
        _isDraining = true;
        Wake();
        try
        {
            await _running.WaitAsync(limit, _time);
        }
        catch (TimeoutException)
        {
            await _stop.CancelAsync();
            await _running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        if (_queue.Count is > 0 and int left)
            ChannelLog.LeftForNextStart(_log, left, Name);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _retired?.Dispose();
        _sender.Dispose();
        _queue.Dispose();
        _folder.Dispose();
        _wake.Dispose();
        _stop.Dispose();
    }

    private IChannelSender Sender
    {
        get
        {
            lock (_gate)
                return _sender;
        }
    }

    private void Take(ChannelSettings settings)
    {
        _queue.CountMax = settings.QueueMax;
        _rate.PerMinute = settings.Rate;
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                TimeSpan wait = await StepAsync();
                if (wait == TimeSpan.Zero)
                    continue;
                if (_isDraining)
                    return;
                await PauseAsync(wait < PauseMax ? wait : PauseMax);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>Until then, or until somebody wakes it.</summary>
    private async Task PauseAsync(TimeSpan wait)
    {
        using CancellationTokenSource woken = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await Task.WhenAny(_wake.WaitAsync(woken.Token), Task.Delay(wait, _time, woken.Token));
        await woken.CancelAsync();
    }

    /// <returns>How long to wait before the next; zero = do not.</returns>
    private async Task<TimeSpan> StepAsync()
    {
        if (_queue.First() is not { } entry)
            return PauseMax;
        DateTimeOffset now = _time.GetUtcNow();
        if (_notBefore > now)
            return _notBefore - now;
        if (_rate.TryTake() is var pause && pause > TimeSpan.Zero)
            return pause;
        try
        {
            _queue.Seal(entry);
        }
        catch (IOException failure)
        {
            ChannelLog.DiskRefuses(_log, Name, failure.Message);
            return DiskPause;
        }

        entry.Tries++;
        Failpoints.Hit("channel.send");
        try
        {
            await TryAsync(new Delivery(Linked(entry.Notification), entry.To, DeliveryKey.Of(entry.Notification.Id, entry.To)), entry.Tries, DeliveryOutcome.Delivered, _stop.Token);
        }
        catch (ServiceException failure)
        {
            return Failed(entry, failure);
        }

        Failpoints.Hit("channel.sent");
        Delivered(entry);
        return TimeSpan.Zero;
    }

    private async Task<string> TryAsync(Delivery delivery, int number, DeliveryOutcome good, CancellationToken cancellation)
    {
        long begin = Stopwatch.GetTimestamp();
        DeliveryEntry entry = new()
        {
            Time = _time.GetUtcNow(), Outcome = good, Id = delivery.Notification.Id, To = delivery.Recipient, Title = delivery.Notification.Title, Try = number,
        };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_settings.Timeout);
        try
        {
            string reply = Shown(await Sender.SendAsync(delivery, limit.Token));
            _deliveries.Add(entry with { Milliseconds = Elapsed(begin), Detail = reply });
            return reply;
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw Noted(new ServiceException(ServiceFailureKind.Timeout, $"no answer within {_settings.Timeout.TotalSeconds} s", late));
        }
        catch (ServiceException failure)
        {
            throw Noted(failure);
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            // Ours, or a text that nobody thought of: it must not end the server at each start, nor hold up what is behind it.
            throw Noted(new ServiceException(ServiceFailureKind.Refused, $"it could not be sent: {mistake.GetType().Name}: {mistake.Message}", mistake));
        }

        ServiceException Noted(ServiceException failure)
        {
            ServiceException shown = new(failure.Kind, Shown(failure.Message)) { Status = failure.Status, RetryAfter = failure.RetryAfter };
            _counters.CountFailure(failure.Kind);
            _deliveries.Add(entry with { Outcome = DeliveryOutcome.Failed, Status = shown.Status, Milliseconds = Elapsed(begin), Detail = shown.Message });
            return shown;
        }
    }

    private void Delivered(QueuedNotification entry)
    {
        _counters.CountDelivered();
        _deliveredAt = _time.GetUtcNow();
        if (_failures > 0)
            ChannelLog.Recovered(_log, Name, _failures);
        _failures = 0;
        _problem = "";
        Complete(entry);
    }

    /// <returns>How long to wait.</returns>
    private TimeSpan Failed(QueuedNotification entry, ServiceException failure)
    {
        DateTimeOffset now = _time.GetUtcNow();
        _problem = failure.Message;
        if (failure.IsFinal || now - entry.QueuedAt > _settings.GiveUpAfter)
            return GiveUp(entry, failure);
        _failures++;
        TimeSpan wait = DeliveryBackoff.After(failure.Kind, _failures, failure.RetryAfter, Random.Shared.NextDouble());
        lock (_gate)
            _notBefore = now + wait;
        ChannelLog.Failed(_log, Name, (int)Math.Ceiling(wait.TotalSeconds), _queue.Count, failure.Message);
        return wait;
    }

    /// <summary>Loudly; and only when it is safe among the dead letters.</summary>
    private TimeSpan GiveUp(QueuedNotification entry, ServiceException failure)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!_deliveries.AddDead(entry.Notification, entry.To, now, failure.Message))
        {
            ChannelLog.DiskRefuses(_log, Name, $"dead letters cannot be kept in {_folder.Path}");
            return DiskPause;
        }

        _deliveries.Add(new DeliveryEntry
        {
            Time = now, Outcome = DeliveryOutcome.GaveUp, Id = entry.Notification.Id, To = entry.To, Title = entry.Notification.Title, Try = entry.Tries,
            Status = failure.Status, Detail = failure.Message,
        });
        _counters.CountGaveUp();
        ChannelLog.GaveUp(_log, Name, entry.Notification.Id, Printable.Text(entry.Notification.Title), failure.Message);
        Complete(entry);
        return TimeSpan.Zero;
    }

    /// <summary>A channel for those who are named with each notification, and nobody is: loud, and kept.</summary>
    private void GiveUpAtOnce(Notification notification)
    {
        if (!_deliveries.AddDead(notification, "", _time.GetUtcNow(), NobodyText))
            throw new IOException($"dead letters cannot be kept in {_folder.Path}");
        _counters.CountGaveUp();
        ChannelLog.GaveUp(_log, Name, notification.Id, Printable.Text(notification.Title), NobodyText);
    }

    private void Complete(QueuedNotification entry)
    {
        if (_queue.Complete(entry) is { } problem)
            ChannelLog.DiskRefuses(_log, Name, problem);
        Failpoints.Hit("channel.completed");
    }

    /// <summary>Without a link that this channel may not show.</summary>
    private Notification Linked(Notification notification)
    {
        if (notification.Link is not { } link || LinkGuard.Problem(link, _settings.AllowPrivate) is not { } problem)
            return notification;
        _counters.CountLinkLeftOut();
        ChannelLog.LinkLeftOut(_log, Name, notification.Id, problem);
        return notification with { Link = null };
    }

    private string Shown(string text) => NotificationBounds.Cut(NotificationBounds.OneLine(Secret.Redact(text, _settings.Secrets)), DetailCharsMax);

    private static long Elapsed(long begin) => (long)Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
}
