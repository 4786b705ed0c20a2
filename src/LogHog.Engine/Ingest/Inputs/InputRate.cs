using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Ingest.Inputs;

/// <summary>
/// How many events a second an input may bring, over all its connections: a bucket that holds one second's worth. What one read brings may
/// overdraw it; then nothing more is read until that is made good. Nothing is refused: who sends faster is held back.
/// </summary>
internal sealed class InputRate(int eventsPerSecond, EventLedger ledger, TimeProvider time)
{
    // Also how soon a stop is noticed.
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private double _allowed = eventsPerSecond;
    private long _lookedAt = time.GetTimestamp();
    private long _taken;

    /// <summary>Zero: read. Else how long to wait before it is asked again.</summary>
    public TimeSpan Wait()
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            long taken = ledger.Taken;
            _allowed = Math.Min(eventsPerSecond, _allowed + (time.GetElapsedTime(_lookedAt, now).TotalSeconds * eventsPerSecond)) - (taken - _taken);
            _lookedAt = now;
            _taken = taken;
            if (_allowed > 0)
                return TimeSpan.Zero;
            TimeSpan wait = TimeSpan.FromSeconds((1 - _allowed) / eventsPerSecond);
            return wait < WaitMax ? wait : WaitMax;
        }
    }
}
