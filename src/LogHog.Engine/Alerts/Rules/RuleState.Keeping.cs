using LogHog.Engine.Alerts.State;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>From and to what is kept on disk.</summary>
internal sealed partial class RuleState
{
    public RuleRecord ToRecord()
    {
        foreach (AlertGroup group in _groups.All)
            group.LoggedUntil = _recent.Added;
        return new RuleRecord
        {
            Rule = Rule.Name,
            Shape = Rule.Shape,
            CreatedNs = _createdNs,
            WithinNs = Rule.WithinNs,
            Matches = Matches,
            Notifications = Notifications,
            RateNs = _rate.FreeAtNs,
            Overflow = _overflow,
            Shapes = _shapes.ToArray(),
            Recent = _recent.ToArray(),
            Groups = [.. _groups.All.Select(static group => group.ToRecord(isWhole: true))],
        };
    }

    /// <summary>Takes over what was kept, perhaps by a rule that has been changed since.</summary>
    /// <returns>How many groups fired that are not watched any more.</returns>
    public int Restore(RuleRecord record, long nowNs)
    {
        _createdNs = record.CreatedNs;
        Matches = record.Matches;
        Notifications = record.Notifications;
        _rate.FreeAtNs = record.RateNs;
        _overflow = record.Overflow ?? _overflow;
        foreach (ulong shape in record.Shapes)
            _shapes.TryAdd(shape);
        foreach (SeenEvent seen in record.Recent)
            _recent.Add(seen.Hash, seen.AtNs, null);
        if (record.Shape != Rule.Shape)
            return record.Groups.Count(static group => group.IsFiring);
        foreach (GroupRecord kept in record.Groups)
            Restore(kept, Rule.WithinNs - record.WithinNs, nowNs);
        return 0;
    }

    /// <summary>What the journal says happened after the snapshot. Nobody is told of anything.</summary>
    public void Replay(AlertRecord record, long nowNs)
    {
        Notifications = Math.Max(Notifications, record.Told);
        _rate.FreeAtNs = record.RateNs;
        _overflow = record.Overflow ?? _overflow;
        foreach (ulong shape in record.NewShapes ?? [])
            _shapes.TryAdd(shape);
        if (record.Group is not { } kept || record.Shape != Rule.Shape || _groups.Find(kept.Values, nowNs) is not { } group)
            return;
        foreach (SeenEvent seen in record.Events ?? [])
        {
            _recent.Add(seen.Hash, seen.AtNs, null);
            Matches++;
            if (Rule.Kind == AlertKind.Threshold)
                AddToWindow(group, seen.AtNs);
        }

        group.Take(kept);
        group.Lines.Clear();
    }

    /// <summary>
    /// Time in which nobody looked is no silence: what is not over yet lasts as much longer. What was counted stays at its moment.
    /// </summary>
    public void Skip(long ns)
    {
        if (Rule.Kind != AlertKind.Silence)
            return;
        foreach (AlertGroup group in _groups.All.Where(static group => !group.IsFiring))
            group.HoldsFrom += ns;
    }

    /// <summary>Puts every group into the queue, once all is restored.</summary>
    public void Resume(long nowNs)
    {
        _due.Clear();
        foreach (AlertGroup group in _groups.All.ToArray())
        {
            group.QueuedAt = AlertGroup.Forever;
            // The rule may have another time than before; a window that was over by its last match says nothing.
            if (Rule.Kind == AlertKind.Threshold && group.Window is { IsFull: true } window && group.HoldsFrom != AlertGroup.Never
                && group.LastMatch < window.Oldest + Rule.WithinNs)
                group.HoldsUntil = Math.Max(group.HoldsUntil, window.Oldest + Rule.WithinNs);
            long due = DueOf(group);
            if (due == AlertGroup.Forever)
                continue;
            group.QueuedAt = Math.Max(due, nowNs);
            _due.Enqueue(group, group.QueuedAt);
        }

        Begin(nowNs);
    }

    /// <summary>Gives back its memory.</summary>
    public void Forget()
    {
        _groups.Clear();
        _shapes.Clear();
    }

    /// <summary>The hashes of events that need not be looked at again, and how often each was seen.</summary>
    public Dictionary<ulong, int> Seen()
    {
        Dictionary<ulong, int> seen = [];
        foreach (SeenEvent one in _recent.ToArray())
            seen[one.Hash] = seen.GetValueOrDefault(one.Hash) + 1;
        return seen;
    }

    private void Restore(GroupRecord kept, long longerNs, long nowNs)
    {
        if (kept.Values.Count != Rule.GroupBy.Length || _groups.Find(kept.Values, nowNs) is not { } group)
            return;
        group.Take(kept);
        foreach (long moment in Rule.Kind == AlertKind.Threshold ? kept.Window ?? [] : [])
            AddToWindow(group, moment);
        foreach (string line in kept.Lines ?? [])
            group.Lines.Add(Query.Values.Utf8.Encode(line));
        if (Rule.Kind == AlertKind.Silence && !group.IsFiring)
            group.HoldsFrom += longerNs;
    }

    private void AddToWindow(AlertGroup group, long moment)
    {
        if (group.Window is null && !_memory.TryTake(sizeof(long) * Math.Min(4, Rule.WindowCapacity)))
            return;
        group.Window ??= new MatchWindow(Rule.WindowCapacity);
        if (group.Window.BytesToGrow is > 0 and var bytes && !_memory.TryTake(bytes))
            return;
        group.Window.Add(moment);
    }
}
