using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace LogHog.Server.Daemon;

internal enum DaemonSignal
{
    Stop,
    Reload,
    ReopenFiles,
}

/// <summary>Turns Unix signals into a queue, so that they are obeyed one after the other and never on the runtime's own thread.</summary>
internal sealed class DaemonSignals : IDisposable
{
    // .NET takes raw numbers beside its own names; SIGUSR1 is 10 on every architecture that .NET runs on (signal(7)).
    private const PosixSignal UserSignal1 = (PosixSignal)10;

    // More than a few waiting signals mean the same as a few.
    private readonly Channel<DaemonSignal> _queue = Channel.CreateBounded<DaemonSignal>(16);
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopAtOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public DaemonSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Queue(context, DaemonSignal.Reload)),
        PosixSignalRegistration.Create(UserSignal1, context => Queue(context, DaemonSignal.ReopenFiles)),
    ];

    public ChannelReader<DaemonSignal> Queued => _queue.Reader;

    /// <summary>Ends with the second request to stop.</summary>
    public Task StopAtOnce => _stopAtOnce.Task;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (!_stop.TrySetResult()) _stopAtOnce.TrySetResult();
        Queue(context, DaemonSignal.Stop);
    }

    private void Queue(PosixSignalContext context, DaemonSignal signal)
    {
        context.Cancel = true;
        _queue.Writer.TryWrite(signal);
    }
}
