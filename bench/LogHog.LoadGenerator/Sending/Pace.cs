using System.Diagnostics;

namespace LogHog.LoadGenerator.Sending;

/// <summary>Holds one thread to its share of the wanted rate, and says when its time is over.</summary>
internal sealed class Pace(double? messagesPerSecond, TimeSpan? duration, CancellationToken stop)
{
    // The most messages in one go: about 100 KB, so that a send is worth its system call and still fits into caches.
    private const int RunMessagesMax = 256;

    // Bursts no longer than this, or the receiver's buffer is measured instead of its speed.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(2);

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _sent;

    public int RunMessages { get; } =
        messagesPerSecond is { } rate ? Math.Clamp((int)(rate * Burst.TotalSeconds), 1, RunMessagesMax) : RunMessagesMax;

    public bool IsOver => stop.IsCancellationRequested || (duration is { } limit && Stopwatch.GetElapsedTime(_start) >= limit);

    /// <summary>Waits until the next run is due.</summary>
    public void Wait(int justSent)
    {
        _sent += justSent;
        if (messagesPerSecond is not { } rate)
            return;
        TimeSpan early = TimeSpan.FromSeconds(_sent / rate) - Stopwatch.GetElapsedTime(_start);
        if (early >= TimeSpan.FromMilliseconds(1))
            stop.WaitHandle.WaitOne(early);
    }
}
