using LogHog.Engine.Alerts.State;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>
/// Decides when a rule tells people. It knows no clock: moments come with the events, and what falls due in between is dealt with in its
/// order, however late somebody asks. So the live stream, a test against the past and a simulation give the same.
/// </summary>
/// <remarks>
/// An event at a moment when something falls due comes before it: "nothing for a minute" is not said when it came after one. So whoever has
/// observed all events of a moment calls <see cref="Advance"/>.
/// </remarks>
internal sealed partial class RuleState
{
    private readonly AlertMemory _memory;
    private readonly GroupTable _groups;
    private readonly SeenShapes _shapes;
    private readonly RecentEvents _recent = new();
    private readonly NotificationRate _rate = new();
    private readonly PriorityQueue<AlertGroup, long> _due = new();
    private readonly IRuleVoice _voice;
    private OverflowRecord _overflow = new(0, 0, 0, 0);
    private long _createdNs;

    /// <param name="rule">What it is about.</param>
    /// <param name="voice">Hears what happens.</param>
    /// <param name="memory">That of all rules.</param>
    public RuleState(AlertRule rule, IRuleVoice voice, AlertMemory memory)
    {
        Rule = rule;
        _voice = voice;
        _memory = memory;
        _groups = new GroupTable(rule, memory);
        _shapes = new SeenShapes(memory);
    }

    public AlertRule Rule { get; }

    /// <summary>Events that it found.</summary>
    public long Matches { get; private set; }

    public long Notifications { get; private set; }

    /// <summary>Events that it found and could not count, for want of room for one more group, window or shape.</summary>
    public long Beyond { get; private set; }

    /// <summary>When the rule was made.</summary>
    public long CreatedNs => _createdNs;

    /// <summary>Events from this moment on are told apart by <see cref="Seen"/>.</summary>
    public long SeenFromNs => _recent.FromNs;

    public int GroupCount => _groups.Count;

    public int ShapeCount => _shapes.Count;

    public IEnumerable<AlertGroup> Groups => _groups.All;

    /// <summary>When <see cref="Advance"/> has something to do next.</summary>
    public long DueNs
    {
        get
        {
            long due = _due.TryPeek(out _, out long at) ? at : AlertGroup.Forever;
            return _overflow.Notifications > 0 ? Math.Min(due, _overflow.DueNs) : due;
        }
    }

    /// <summary>Begins to look, now.</summary>
    public void Begin(long nowNs)
    {
        if (_createdNs == 0)
            _createdNs = nowNs;
        if (Rule.Kind != AlertKind.Silence || Rule.GroupBy.Length > 0 || _groups.Count > 0 || _groups.Find([], nowNs) is not { } only)
            return;
        only.LastMatch = nowNs;
        SetSilence(only, nowNs);
        Settle(only, nowNs);
    }

    /// <summary>An event that the rule's filter found.</summary>
    /// <param name="nowNs">The moment; not before those of earlier calls.</param>
    /// <param name="row">Borrowed.</param>
    /// <param name="line">As it is shown; borrowed.</param>
    /// <param name="hash">Tells it from others.</param>
    public void Observe(long nowNs, IRow row, ReadOnlySpan<byte> line, ulong hash)
    {
        Advance(nowNs - 1);
        Matches++;
        ulong newShape = 0;
        if (Rule.Kind == AlertKind.New && !IsNew(row, nowNs, out newShape))
            return;
        if (_groups.Find(row, nowNs) is not { } group)
        {
            Beyond++;
            return;
        }

        _recent.Add(hash, nowNs, group);
        if (Rule.Settings.HasIncidents)
            ObserveIncident(group, nowNs, row, line);
        else
            ObserveMessage(group, nowNs, row, line, newShape);
    }

    /// <summary>Deals with what has fallen due until now.</summary>
    public void Advance(long nowNs)
    {
        while (DueNs is var next && next <= nowNs)
        {
            if (_overflow.Notifications > 0 && _overflow.DueNs == next)
            {
                TellOverflow(next);
                continue;
            }

            AlertGroup group = _due.Dequeue();
            if (group.QueuedAt != next || group.Place is null)
                continue;
            group.QueuedAt = AlertGroup.Forever;
            Settle(group, next);
        }
    }

    /// <summary>The silences have changed: what they kept back may be told.</summary>
    public void Reconsider(long nowNs)
    {
        foreach (AlertGroup group in _groups.All.Where(static group => group.QuietUntil > 0).ToArray())
        {
            group.QuietUntil = Rule.Settings.HasIncidents ? 0 : group.LastTold + Rule.ThrottleNs;
            Settle(group, nowNs);
        }
    }

    /// <returns>How many groups; those that do not fire cannot be acknowledged.</returns>
    public int Acknowledge(IReadOnlyList<KeyValuePair<string, string>> labels, Acknowledgement acknowledgement, long nowNs)
    {
        AlertGroup[] firing = [.. _groups.All.Where(group => group.IsFiring && labels.All(group.Labels.Contains))];
        foreach (AlertGroup group in firing)
        {
            group.Acknowledged = acknowledgement;
            Record(group, nowNs, AlertHistoryKind.Acknowledged, null, by: acknowledgement.By, comment: acknowledgement.Comment);
            Settle(group, nowNs);
        }

        return firing.Length;
    }

    private bool IsNew(IRow row, long nowNs, out ulong shape)
    {
        shape = SeenShapes.Of(row.Get("_msg"));
        if (_shapes.Contains(shape))
            return false;
        if (!_shapes.TryAdd(shape))
        {
            Beyond++;
            return false;
        }

        return nowNs >= _createdNs + Rule.LearnNs;
    }
}
