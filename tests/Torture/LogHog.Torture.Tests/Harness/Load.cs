using System.Diagnostics;

namespace LogHog.Torture.Harness;

/// <summary>Several senders at once; they outlive the servers that they send to.</summary>
internal sealed class Load : IDisposable
{
    private readonly Target _target = new();
    private readonly Stopwatch _sending = new();
    private CancellationTokenSource? _stop;
    private Task[] _running = [];

    public Load(LoadShape shape, int senders, Action<Acknowledgement>? onAcknowledged = null)
    {
        Shape = shape;
        Senders = [.. Enumerable.Range(1, senders).Select(client => new Sender(client, shape, _target) { OnAcknowledged = onAcknowledged })];
    }

    public LoadShape Shape { get; }

    public IReadOnlyList<Sender> Senders { get; }

    public long Acknowledged => Senders.Sum(static sender => sender.Acknowledged);

    public long Refused => Senders.Sum(static sender => sender.Refused);

    public long Broken => Senders.Sum(static sender => sender.Broken);

    public double EventsPerSecond => Acknowledged * Shape.EventsPerRequest / Math.Max(0.001, _sending.Elapsed.TotalSeconds);

    public Uri Address
    {
        set => _target.Address = value;
    }

    public void Start()
    {
        _stop = new CancellationTokenSource();
        _sending.Start();
        _running = [.. Senders.Select(sender => Task.Run(() => sender.RunAsync(_stop.Token)))];
    }

    /// <summary>Breaks off what is under way: each sender may have one request that it knows nothing about.</summary>
    public async Task StopAsync()
    {
        if (_stop is null)
            return;
        await _stop.CancelAsync();
        _sending.Stop();
        await Task.WhenAll(_running);
        _stop.Dispose();
        _stop = null;
    }

    /// <summary>Waits until so many more requests are acknowledged, or a sender has met a mistake.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">They are not within the time.</exception>
    public async Task<TimeSpan> AcknowledgedAsync(int more, TimeSpan limit)
    {
        long goal = Acknowledged + more;
        Stopwatch waiting = Stopwatch.StartNew();
        while (Acknowledged < goal)
        {
            if (_running.FirstOrDefault(static task => task.IsFaulted) is { } failed)
                await failed;
            if (waiting.Elapsed > limit)
                throw new TimeoutException($"{Acknowledged} of {goal} requests are acknowledged after {limit.TotalSeconds} s; {Refused} refused, {Broken} broken");
            await Task.Delay(1);
        }

        return waiting.Elapsed;
    }

    public void Dispose()
    {
        _stop?.Dispose();
        foreach (Sender sender in Senders)
            sender.Dispose();
    }
}
