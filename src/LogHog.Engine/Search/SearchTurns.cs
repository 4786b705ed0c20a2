using System.Diagnostics;

namespace LogHog.Engine.Search;

/// <summary>
/// As many queries compute at a time as there are processors; the others take turns with them. Whoever takes in events then meets one query on its
/// processor instead of all, and a garbage collection, which stops everybody where they are, waits for two threads that hardly get the processor, and not for eight.
/// </summary>
/// <param name="atOnce">So many.</param>
internal sealed class SearchTurns(int atOnce)
{
    /// <summary>Shorter ones cost more than they bring; a person hardly notices four of them.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    /// <summary>Some steps of a query, such as a large sort, cannot be interrupted: then nobody waits for their end, and one more computes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly object _lock = new();
    private readonly List<long> _waiting = [];
    private long _arrivals;
    private int _computing;
    private volatile bool _isSomebodyWaiting;

    /// <summary>How many do now.</summary>
    public int Computing => Volatile.Read(ref _computing);

    /// <summary>Waits for a turn, in the order of arrival.</summary>
    /// <returns>When it began, for <see cref="Pass"/>.</returns>
    public long Begin()
    {
        lock (_lock)
        {
            if (_computing >= atOnce)
                Wait();
            _computing++;
        }

        return Stopwatch.GetTimestamp();
    }

    public void End()
    {
        lock (_lock)
        {
            _computing--;
            if (_waiting.Count > 0)
                Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Between two steps: lets the next one compute, if one waits and this turn is long enough.</summary>
    /// <param name="began">When the turn began.</param>
    /// <returns>When the turn that goes on began.</returns>
    public long Pass(long began)
    {
        if (!_isSomebodyWaiting || Stopwatch.GetElapsedTime(began) < Turn)
            return began;
        End();
        return Begin();
    }

    private void Wait()
    {
        long self = _arrivals++;
        _waiting.Add(self);
        _isSomebodyWaiting = true;
        long began = Stopwatch.GetTimestamp();
        while ((_computing >= atOnce || _waiting[0] != self) && Patience - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            Monitor.Wait(_lock, left);
        _waiting.Remove(self);
        _isSomebodyWaiting = _waiting.Count > 0;
        if (_isSomebodyWaiting)
            Monitor.PulseAll(_lock);
    }
}
