using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>What begins, lasts and ends: from events to the time in which the condition holds, and from that to what is told.</summary>
internal sealed partial class RuleState
{
    // The whole of a message in a mail; a phone shows its first line.
    private const int MessageBytesMax = 4096;

    private void ObserveIncident(AlertGroup group, long nowNs, IRow row, ReadOnlySpan<byte> line)
    {
        // An event at the moment itself goes on with what held until then, and comes before a silence.
        bool held = group.HoldsFrom != AlertGroup.Never && nowNs <= group.HoldsUntil
            && (Rule.Kind == AlertKind.Silence ? nowNs > group.HoldsFrom : nowNs >= group.HoldsFrom);
        bool begins = Rule.Kind switch
        {
            AlertKind.Silence => ObserveEndOfSilence(group, nowNs, held),
            AlertKind.Threshold => ObserveInWindow(group, nowNs, held),
            _ => ObserveRun(group, nowNs, held),
        };
        group.LastMatch = nowNs;
        if (Rule.Kind == AlertKind.Silence)
        {
            SetSilence(group, nowNs);
        }
        else if (begins && !group.IsFiring)
        {
            group.Count = Rule.Kind == AlertKind.Threshold ? group.Window!.Count : 1;
            if (Rule.Kind == AlertKind.Match)
                Describe(group, row);
        }
        else if (held || group.IsFiring)
        {
            group.Count++;
        }

        if (Rule.Kind != AlertKind.Silence)
            group.Lines.Add(line);
        Settle(group, nowNs);
    }

    /// <returns>True: the condition holds from now on, and did not just before.</returns>
    private bool ObserveInWindow(AlertGroup group, long nowNs, bool held)
    {
        if (group.Window is null && !_memory.TryTake(sizeof(long) * Math.Min(4, Rule.WindowCapacity)))
            return Overlook();
        group.Window ??= new MatchWindow(Rule.WindowCapacity);
        if (group.Window.BytesToGrow is > 0 and var bytes && !_memory.TryTake(bytes))
            return Overlook();
        group.Window.Add(nowNs);
        if (!group.Window.IsFull || group.Window.Oldest + Rule.WithinNs <= nowNs)
            return false;
        group.HoldsUntil = group.Window.Oldest + Rule.WithinNs;
        if (!held)
            group.HoldsFrom = nowNs;
        return !held;
    }

    private bool ObserveRun(AlertGroup group, long nowNs, bool held)
    {
        group.HoldsUntil = nowNs + Rule.HoldNs;
        if (!held)
            group.HoldsFrom = nowNs;
        return !held;
    }

    private static bool ObserveEndOfSilence(AlertGroup group, long nowNs, bool held)
    {
        if (held)
            group.Ended = nowNs;
        return false;
    }

    private void SetSilence(AlertGroup group, long nowNs)
    {
        group.HoldsFrom = nowNs + Rule.WithinNs;
        group.HoldsUntil = AlertGroup.Forever;
    }

    private bool Overlook()
    {
        Beyond++;
        return false;
    }

    private void Describe(AlertGroup group, IRow row)
    {
        ReadOnlySpan<byte> message = row.Get("_msg");
        if (message.Length > MessageBytesMax)
            message = message[..Utf8.CutLength(message, MessageBytesMax)];
        group.Message = Utf8.Decode(message);
        group.Headline = Rule.Title(group.Labels, 1, group.Message, row);
    }

    /// <summary>Does what is due for a group, and says when to look again.</summary>
    private void Settle(AlertGroup group, long nowNs)
    {
        while (DueOf(group) <= nowNs)
            Obey(group, nowNs);
        long next = DueOf(group);
        if (next >= group.QueuedAt || next == AlertGroup.Forever)
            return;
        group.QueuedAt = next;
        _due.Enqueue(group, next);
    }

    private long DueOf(AlertGroup group)
    {
        if (!Rule.Settings.HasIncidents)
            return group.Count > 0 ? Math.Max(group.QuietUntil, group.LastMatch) : AlertGroup.Forever;
        if (!group.IsFiring)
            return FireAt(group);
        long tell = !group.IsTold ? Math.Max(group.QuietUntil, group.Since)
            : Rule.RepeatNs > 0 && group.Acknowledged is null ? Math.Max(group.LastTold + Rule.RepeatNs, group.QuietUntil)
            : AlertGroup.Forever;
        return Math.Min(ResolveAt(group), tell);
    }

    private long FireAt(AlertGroup group)
    {
        if (group.HoldsFrom == AlertGroup.Never)
            return AlertGroup.Forever;
        long at = group.HoldsFrom + Rule.ForNs;
        return at < group.HoldsUntil ? at : AlertGroup.Forever;
    }

    private long ResolveAt(AlertGroup group)
    {
        if (Rule.Kind != AlertKind.Silence)
            return group.HoldsUntil + Rule.ResolveAfterNs;
        long at = group.Ended + Rule.ResolveAfterNs;
        // Silent again before it was said to be over: it goes on.
        return group.Ended >= group.Since && at < group.HoldsFrom ? at : AlertGroup.Forever;
    }

    private void Obey(AlertGroup group, long atNs)
    {
        if (!Rule.Settings.HasIncidents)
            TellMessage(group, atNs);
        else if (!group.IsFiring)
            Fire(group, atNs);
        else if (ResolveAt(group) <= atNs)
            Resolve(group, atNs);
        else if (!group.IsTold)
            TellFiring(group, atNs);
        else
            Remind(group, atNs);
    }
}
