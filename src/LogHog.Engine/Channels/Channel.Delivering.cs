using LogHog.Engine.Alerts;
using LogHog.Engine.Channels.Queue;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Channels;

// The loop that delivers, and what becomes of each try.
internal sealed partial class Channel
{
    // A disk that refuses is asked again; nothing is told twice meanwhile.
    private static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(5);

    // Waits are cut into pieces of this: a clock that was set back must not hold up anybody for days.
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

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
            await _tries.RunAsync(_settings, Sender, entry.Notification, entry.To, entry.Tries, DeliveryOutcome.Delivered, _stop.Token);
        }
        catch (ServiceException failure)
        {
            return Failed(entry, failure);
        }

        Failpoints.Hit("channel.sent");
        Delivered(entry);
        return TimeSpan.Zero;
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
}
