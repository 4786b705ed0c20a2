using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Queue;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Channels;

/// <summary>
/// One channel: its queue and the one loop that delivers from it, in order, until the service has taken each or it is given up.
/// Whatever a service does holds up nobody but those behind it in the same channel.
/// </summary>
internal sealed partial class Channel : IAsyncDisposable
{
    internal const string NobodyText = "the channel names nobody in to; write whom it tells";

    private readonly RootedFolder _folder;
    private readonly DeliveryQueue _queue;
    private readonly DeliveryLog _deliveries;
    private readonly DeliveryTries _tries;
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
        _tries = new DeliveryTries(_deliveries, _counters, time, log);
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
            reply = await _tries.RunAsync(_settings, Sender, NotificationBounds.Apply(notification), to, 1, DeliveryOutcome.Tested, cancellation);
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
}
