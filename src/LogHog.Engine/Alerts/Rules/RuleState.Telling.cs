using System.Globalization;
using System.Text;
using LogHog.Engine.Alerts.State;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Values;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>What people are told, and what is kept of it.</summary>
internal sealed partial class RuleState
{
    // Shapes of one notification; more are told by their number.
    private const int ShapesToldMax = 1000;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private void ObserveMessage(AlertGroup group, long nowNs, IRow row, ReadOnlySpan<byte> line, ulong newShape)
    {
        if (group.Count++ == 0)
        {
            Describe(group, row);
            group.Since = nowNs;
        }

        group.LastMatch = nowNs;
        group.Lines.Add(line);
        if (newShape != 0 && group.Shapes.Count < ShapesToldMax)
            group.Shapes.Add(newShape);
        Settle(group, nowNs);
    }

    private void TellMessage(AlertGroup group, long nowNs)
    {
        bool isQuiet = _voice.QuietUntil(Rule.Name, group.Labels, nowNs) > nowNs;
        group.Number++;
        Notification? notification = null;
        string title = group.Count == 1 ? group.Headline : AlertTitle.OneLine(string.Create(Invariant, $"{group.Headline} (and {group.Count - 1} more)"));
        if (!isQuiet && MayTell(group.Count, nowNs))
        {
            string text = group.Count == 1 ? group.Message : string.Create(Invariant, $"{group.Count} events since {Text(group.Since)}");
            notification = Notify(group, NotificationKind.Firing, nowNs, "m", title, text);
            group.LastTold = nowNs;
            group.QuietUntil = nowNs + Rule.ThrottleNs;
        }

        long count = group.Count;
        group.Count = 0;
        Record(group, nowNs, AlertHistoryKind.Matched, notification, title, count);
        group.Lines.Clear();
        group.Shapes.Clear();
    }

    private void Fire(AlertGroup group, long nowNs)
    {
        group.IsFiring = true;
        group.IsTold = false;
        group.Number++;
        group.Repeats = 0;
        group.Since = nowNs;
        group.QuietUntil = 0;
        group.Acknowledged = null;
        if (Rule.Kind == AlertKind.Silence)
            group.Count = 0;
        if (Rule.Kind != AlertKind.Match)
            (group.Headline, group.Message) = (Rule.Title(group.Labels, group.Count, Usual(group), null), Explain(group));
        TellFiring(group, nowNs, isFirst: true);
    }

    private void TellFiring(AlertGroup group, long nowNs, bool isFirst = false)
    {
        long quietUntil = group.Acknowledged is null ? _voice.QuietUntil(Rule.Name, group.Labels, nowNs) : 0;
        Notification? notification = null;
        group.QuietUntil = quietUntil;
        if (quietUntil <= nowNs)
        {
            group.IsTold = true;
            group.LastTold = nowNs;
            if (group.Acknowledged is null && MayTell(group.Count, nowNs))
                notification = Notify(group, NotificationKind.Firing, nowNs, "f", group.Headline, group.Message);
        }

        if (isFirst || notification is not null)
            Record(group, nowNs, AlertHistoryKind.Fired, notification, group.Headline, group.Count);
    }

    private void Remind(AlertGroup group, long nowNs)
    {
        if (_voice.QuietUntil(Rule.Name, group.Labels, nowNs) is var quietUntil && quietUntil > nowNs)
        {
            group.QuietUntil = quietUntil;
            return;
        }

        group.Repeats++;
        group.LastTold = nowNs;
        if (!MayTell(0, nowNs))
            return;
        string text = string.Create(Invariant, $"It goes on since {Text(group.Since)}{(Rule.Kind == AlertKind.Silence ? "" : $": {group.Count} events so far")}.");
        Record(group, nowNs, null, Notify(group, NotificationKind.Reminder, nowNs, $"r{group.Repeats}", group.Headline, text));
    }

    private void Resolve(AlertGroup group, long nowNs)
    {
        Notification? notification = null;
        bool isQuiet = _voice.QuietUntil(Rule.Name, group.Labels, nowNs) > nowNs;
        if (group.IsTold && !isQuiet && MayTell(0, nowNs))
        {
            string events = Rule.Kind == AlertKind.Silence ? "" : string.Create(Invariant, $"; {group.Count} events");
            notification = Notify(group, NotificationKind.Resolved, nowNs, "e", group.Headline, $"Over after {Lasting(nowNs - group.Since)}{events}.");
        }

        long count = group.Count;
        group.IsFiring = false;
        group.IsTold = false;
        group.Acknowledged = null;
        group.QuietUntil = 0;
        group.Count = 0;
        if (Rule.Kind != AlertKind.Silence)
            group.HoldsFrom = AlertGroup.Never;
        Record(group, nowNs, AlertHistoryKind.Resolved, notification, group.Headline, count);
        group.Lines.Clear();
    }

    /// <summary>Above the rule's rate nothing is told by itself: it is counted, and told together.</summary>
    private bool MayTell(long events, long nowNs)
    {
        if (_rate.TryTake(nowNs))
            return true;
        _overflow = _overflow with
        {
            Notifications = _overflow.Notifications + 1, Events = _overflow.Events + events,
            DueNs = _overflow.Notifications == 0 ? _rate.NextNs : _overflow.DueNs,
        };
        return false;
    }

    private void TellOverflow(long nowNs)
    {
        (long notifications, long events, _, long number) = _overflow;
        _rate.TryTake(nowNs);
        _overflow = new OverflowRecord(0, 0, 0, number + 1);
        bool isQuiet = _voice.QuietUntil(Rule.Name, [], nowNs) > nowNs;
        string title = AlertTitle.OneLine(string.Create(Invariant, $"{Rule.Name}: {notifications} more notifications, {events} events"));
        Notification? notification = isQuiet ? null : new Notification
        {
            Id = $"{_voice.Epoch}-{IdOf(Rule.Name)}-{number}-o",
            Kind = NotificationKind.Firing,
            Severity = Rule.Settings.Severity,
            Rule = Rule.Name,
            Title = title,
            Text = string.Create(Invariant,
                $"More than {NotificationRate.Burst} at once, then one in {NotificationRate.IntervalNs / 1_000_000_000} s, are told together. loghog alert history {Rule.Name} lists them."),
            Time = Moment(nowNs),
            Count = events,
        };
        Notifications += notification is null ? 0 : 1;
        _voice.Happened(new AlertRecord
        {
            Rule = Rule.Name, Shape = Rule.Shape, RateNs = _rate.FreeAtNs, Overflow = _overflow, Told = Notifications, Notification = notification,
            Channels = Rule.Settings.Channels,
        });
    }

    private Notification Notify(AlertGroup group, NotificationKind kind, long nowNs, string cause, string title, string text)
    {
        Notifications++;
        return new Notification
        {
            Id = $"{_voice.Epoch}-{IdOf(Rule.Name)}-{IdOf(group.Key)}-{group.Number}-{cause}",
            Kind = kind,
            Severity = Rule.Settings.Severity,
            Rule = Rule.Name,
            Title = title,
            Text = text,
            Time = Moment(nowNs),
            Count = Rule.Kind == AlertKind.Silence ? 0 : group.Count,
            Labels = group.Labels,
            Lines = kind == NotificationKind.Resolved ? [] : group.Lines.ToArray(),
        };
    }

    private void Record(
        AlertGroup group, long nowNs, AlertHistoryKind? what, Notification? notification, string title = "", long count = 0, string by = "", string comment = "")
    {
        SeenEvent[] events = _recent.Of(group, group.LoggedUntil);
        group.LoggedUntil = _recent.Added;
        _voice.Happened(new AlertRecord
        {
            Rule = Rule.Name,
            Shape = Rule.Shape,
            Group = group.ToRecord(isWhole: false),
            Events = events.Length == 0 ? null : events,
            NewShapes = group.Shapes.Count == 0 ? null : [.. group.Shapes],
            Told = Notifications,
            RateNs = _rate.FreeAtNs,
            Overflow = _overflow,
            History = what is not { } kind ? null : new AlertHistoryEntry
            {
                At = Moment(nowNs), Kind = kind, Rule = Rule.Name, Labels = group.Labels, Title = title, Count = count, IsTold = notification is not null,
                By = by, Comment = comment,
            },
            Notification = notification,
            Channels = Rule.Settings.Channels,
        });
    }

    /// <summary>Headlines of what no single event stands for.</summary>
    private string Usual(AlertGroup group)
    {
        string labels = group.Labels.Count == 0 ? "" : $" ({string.Join(", ", group.Labels.Select(static label => $"{label.Key}={label.Value}"))})";
        return Rule.Kind == AlertKind.Silence
            ? $"nothing for {Lasting(Rule.WithinNs)}{labels}"
            : string.Create(Invariant, $"more than {Rule.Settings.MoreThan} in {Lasting(Rule.WithinNs)}{labels}");
    }

    private string Explain(AlertGroup group) => Rule.Kind == AlertKind.Silence
        ? $"The last was seen at {Text(group.LastMatch)}."
        : string.Create(Invariant, $"{group.Count} events since {Text(group.Window is { Count: > 0 } window ? window.Oldest : group.HoldsFrom)}.");

    private static string Lasting(long ns)
    {
        var text = new StringBuilder();
        long seconds = ns / 1_000_000_000;
        foreach ((string unit, long length) in new[] { ("d", 86_400L), ("h", 3_600L), ("m", 60L), ("s", 1L) })
        {
            if (seconds < length)
                continue;
            text.Append(text.Length == 0 ? "" : " ").Append(Invariant, $"{seconds / length}{unit}");
            seconds %= length;
        }

        return text.Length == 0 ? string.Create(Invariant, $"{ns / 1_000_000}ms") : text.ToString();
    }

    private static DateTimeOffset Moment(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / 100);

    private static string Text(long ns) => Moment(ns).ToString("yyyy-MM-dd HH:mm:ss'Z'", Invariant);

    private static string IdOf(string name) => IdOf(Utf8.Encode(name));

    private static string IdOf(ReadOnlySpan<byte> key) => XxHash64.Hash(key).ToString("x16", Invariant)[..12];
}
