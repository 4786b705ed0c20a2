using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Queue;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Durability;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Channels;

/// <summary>Every <c>[channel:NAME]</c>: takes notifications, keeps them on the disk and delivers each channel's own, whatever the others do.</summary>
public sealed class ChannelSet : INotifier, IAsyncDisposable
{
    private static readonly TimeSpan RemoveLimit = TimeSpan.FromSeconds(5);

    private readonly RootedFolder _root;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyDictionary<string, Channel> _channels = new Dictionary<string, Channel>(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _warmingUp = Task.CompletedTask;
    private bool _isStarted;
    private bool _isStopped;

    private ChannelSet(RootedFolder root, TimeProvider time, ILogger log)
    {
        _root = root;
        _time = time;
        _log = log;
    }

    /// <summary>Faults when the loop of a channel has died by a mistake of ours.</summary>
    public Task Completion => _completion.Task;

    public IReadOnlyList<string> Names => [.. _channels.Keys.Order(StringComparer.Ordinal)];

    /// <param name="folder">Of all queues; made if need be.</param>
    /// <param name="settings">The channels.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Hears how it goes.</param>
    /// <exception cref="IOException">The folder cannot be had.</exception>
    public static ChannelSet Open(string folder, IReadOnlyList<ChannelSettings> settings, TimeProvider time, ILoggerFactory logs)
    {
        ChannelSet set = new(RootedFolder.Open(folder, create: true), time, logs.CreateLogger("LogHog.Channels"));
        set.Apply(settings);
        return set;
    }

    /// <summary>Begins to deliver, also what an earlier run has left.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _isStarted = true;
            foreach (Channel channel in _channels.Values)
                Start(channel);
            if (_channels.Count > 0)
                _warmingUp = Task.Run(() => ChannelWarmUp.RunAsync(_time, _stop.Token));
        }
    }

    /// <summary>Takes other settings over: a channel keeps its queue, one that is gone leaves it on the disk.</summary>
    public void Apply(IReadOnlyList<ChannelSettings> settings)
    {
        List<Channel> gone = [];
        lock (_gate)
        {
            if (_isStopped)
                return;
            Dictionary<string, Channel> channels = new(StringComparer.Ordinal);
            foreach (ChannelSettings one in settings)
            {
                if (_channels.TryGetValue(one.Name, out Channel? known))
                    known.Apply(one);
                else
                    known = Open(one);
                if (known is not null)
                    channels.Add(one.Name, known);
            }

            gone.AddRange(_channels.Values.Where(channel => !channels.ContainsKey(channel.Name)));
            _channels = channels;
        }

        foreach (Channel channel in gone)
            Remove(channel);
    }

    public bool Knows(string channel) => _channels.ContainsKey(channel);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such channel, or it cannot tell this recipient, or the id is none.</exception>
    public void Enqueue(string channel, Notification notification, string? recipient = null)
    {
        if (!_channels.TryGetValue(channel, out Channel? known))
            throw new ArgumentException($"There is no [channel:{channel}]", nameof(channel));
        if (recipient is not null && !known.TakesRecipient(recipient))
            throw new ArgumentException($"[channel:{channel}] cannot tell this recipient", nameof(recipient));
        known.Enqueue(notification, recipient);
    }

    /// <summary>Whether the channel could tell somebody of this name (a room's id, an address); asks no service.</summary>
    public bool TakesRecipient(string channel, string recipient) => _channels.TryGetValue(channel, out Channel? known) && known.TakesRecipient(recipient);

    /// <summary>One try, now, past the queue.</summary>
    /// <returns>What the service said.</returns>
    /// <exception cref="ServiceException">It did not take it.</exception>
    /// <exception cref="ArgumentException">As for <see cref="Enqueue"/>.</exception>
    public Task<string> TestAsync(string channel, Notification notification, string? recipient, CancellationToken cancellation)
    {
        if (!_channels.TryGetValue(channel, out Channel? known))
            throw new ArgumentException($"There is no [channel:{channel}]", nameof(channel));
        if (recipient is not null && !known.TakesRecipient(recipient))
            throw new ArgumentException($"[channel:{channel}] cannot tell this recipient", nameof(recipient));
        return known.TestAsync(notification, recipient, cancellation);
    }

    public IReadOnlyList<ChannelStatus> Status() => [.. Ordered().Select(static channel => channel.Status())];

    /// <summary>Null: there is no such channel. The newest tries, oldest of them first.</summary>
    public IReadOnlyList<DeliveryEntry>? Deliveries(string channel, int countMax) => _channels.GetValueOrDefault(channel)?.Deliveries(countMax);

    public IEnumerable<MetricValue> Metrics() => Ordered().SelectMany(static channel => channel.Metrics());

    /// <summary>Delivers what goes at once, then ends; the rest is there for the next start.</summary>
    /// <param name="limit">At most so long.</param>
    public async Task StopAsync(TimeSpan limit)
    {
        lock (_gate)
            _isStopped = true;
        await Task.WhenAll(_channels.Values.Select(channel => channel.StopAsync(limit)));
        _completion.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _warmingUp;
        await StopAsync(TimeSpan.Zero);
        foreach (Channel channel in _channels.Values)
            await channel.DisposeAsync();
        _channels = new Dictionary<string, Channel>(StringComparer.Ordinal);
        _root.Dispose();
        _stop.Dispose();
    }

    private IEnumerable<Channel> Ordered() => _channels.Values.OrderBy(static channel => channel.Name, StringComparer.Ordinal);

    /// <summary>One whose queue cannot be opened does not stop the others, nor the server (law 5).</summary>
    private Channel? Open(ChannelSettings settings)
    {
        try
        {
            Channel channel = Channel.Open(_root, settings, _time, _log);
            if (_isStarted)
                Start(channel);
            return channel;
        }
        catch (IOException failure)
        {
            ChannelLog.NotOpened(_log, settings.Name, failure.Message);
            return null;
        }
    }

    private void Start(Channel channel)
    {
        channel.Start();
        _ = channel.Completion.ContinueWith(
            static (task, state) => ((TaskCompletionSource)state!).TrySetException(task.Exception!.InnerException!),
            _completion,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    private void Remove(Channel channel)
    {
        if (channel.Waiting > 0)
            ChannelLog.Removed(_log, channel.Name, channel.Waiting, channel.FolderPath);
        // Its queue must be closed before a later reload opens it again; the loop ends as soon as it is asked.
        Task.Run(async () => await channel.DisposeAsync()).Wait(RemoveLimit);
    }
}
