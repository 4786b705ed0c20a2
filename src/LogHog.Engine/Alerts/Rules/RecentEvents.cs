using LogHog.Engine.Alerts.State;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>The newest events that a rule has found: what a start after a crash need not look at again.</summary>
internal sealed class RecentEvents
{
    // Those of the seconds between two snapshots; a rule that finds more is a threshold, for which a few more or less do not matter.
    public const int EventsMax = 4096;

    private (SeenEvent Event, AlertGroup? Group)[] _ring = new (SeenEvent, AlertGroup?)[16];
    private long _added;

    /// <summary>The number of the newest.</summary>
    public long Added => _added;

    /// <summary>The moment of the oldest, if others before it are forgotten; 0 = none are.</summary>
    public long FromNs => _added > _ring.Length ? _ring[_added % _ring.Length].Event.AtNs : 0;

    public void Add(ulong hash, long atNs, AlertGroup? group)
    {
        if (_added == _ring.Length && _ring.Length < EventsMax)
            Array.Resize(ref _ring, _ring.Length * 2);
        _ring[_added++ % _ring.Length] = (new SeenEvent(hash, atNs), group);
    }

    /// <summary>Those of a group that came after a number, oldest first.</summary>
    public SeenEvent[] Of(AlertGroup group, long after)
    {
        List<SeenEvent> found = [];
        for (long number = Math.Max(after, Math.Max(0, _added - _ring.Length)); number < _added; number++)
        {
            (SeenEvent seen, AlertGroup? of) = _ring[number % _ring.Length];
            if (ReferenceEquals(of, group))
                found.Add(seen);
        }

        return [.. found];
    }

    /// <summary>All, oldest first.</summary>
    public SeenEvent[] ToArray()
    {
        int count = (int)Math.Min(_added, _ring.Length);
        return [.. Enumerable.Range(0, count).Select(i => _ring[(_added - count + i) % _ring.Length].Event)];
    }
}
