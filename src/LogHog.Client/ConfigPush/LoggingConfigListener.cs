using System.Net;
using LogHog.Protocols.ConfigPush;

namespace LogHog.Client.ConfigPush;

/// <summary>Where a <see cref="LoggingConfigListener"/> listens and what it does with what comes.</summary>
public sealed record LoggingConfigListenerOptions
{
    /// <summary>Python's own port, on loopback: nobody is reachable from the network by accident.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 9030);

    /// <summary>Says whether received bytes count; <see cref="ConfigPushVerifier.Verify"/> is made for it. What it throws discards them.</summary>
    public required Func<ReadOnlyMemory<byte>, ConfigVerdict> Verify { get; init; }

    /// <summary>Puts levels into force; called for one push at a time.</summary>
    public required Action<LoggingLevels> Apply { get; init; }

    /// <summary>Hears what became of each push, for the program's own log.</summary>
    public Action<ConfigPushed>? Report { get; init; }

    /// <summary>From the connection to the last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What became of one push.</summary>
/// <param name="Accepted">It is in force.</param>
/// <param name="Status">A word for programs: <c>accepted</c>, <c>wrong_signature</c>, <c>expired</c> …</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="Peer">Who sent it.</param>
public sealed record ConfigPushed(bool Accepted, string Status, string Reason, IPAddress Peer);

/// <summary>
/// Takes logging configurations while the program runs, as Python's <c>logging.config.listen</c> does, but never evaluates anything: of a
/// dictConfig it reads levels and filters. At most 1 MiB and ten seconds a push.
/// </summary>
public sealed class LoggingConfigListener : IAsyncDisposable
{
    private readonly LoggingConfigListenerOptions _options;
    private readonly ConfigPushReceiver _receiver;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _applying = new();
    private readonly Task _running;
    private LoggingLevels _levels = LoggingLevels.None;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be had.</exception>
    public LoggingConfigListener(LoggingConfigListenerOptions options)
    {
        _options = options;
        _receiver = new ConfigPushReceiver(options.Address, options.Timeout, options.Time);
        _running = Task.Run(() => _receiver.RunAsync(TakeAsync, Tell, _stop.Token));
    }

    /// <summary>As bound.</summary>
    public IPEndPoint Address => _receiver.Address;

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _receiver.Dispose();
    }

    private Task<PushAnswer> TakeAsync(ReadOnlyMemory<byte> bytes, IPAddress peer)
    {
        PushAnswer answer;
        lock (_applying)
            answer = Take(bytes);
        Tell(answer, peer);
        return Task.FromResult(answer);
    }

    private PushAnswer Take(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            ConfigVerdict verdict = _options.Verify(bytes);
            if (verdict.Config is not { } config)
                return new PushAnswer(false, verdict.Status, verdict.Reason);
            if (LoggingLevels.Parse(config, out string problem) is not { } levels)
                return PushAnswer.Refused(PushRefusal.BadConfiguration, problem);
            _levels = levels.After(_levels);
            _options.Apply(_levels);
            return new PushAnswer(true, verdict.Status, verdict.Reason);
        }
        catch (Exception mistake)
        {
            // The callbacks are the program's: what they throw must not end the listener, nor let anything in.
            return PushAnswer.Refused(PushRefusal.NotKept, $"{mistake.GetType().Name}: {mistake.Message}");
        }
    }

    private void Tell(PushAnswer answer, IPAddress peer)
    {
        try
        {
            _options.Report?.Invoke(new ConfigPushed(answer.Accepted, answer.Status, answer.Reason, peer));
        }
        catch (Exception)
        {
            // A log that fails changes nothing.
        }
    }
}
