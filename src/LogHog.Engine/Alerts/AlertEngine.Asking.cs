using System.Globalization;
using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Alerts.State;
using LogHog.Engine.Alerts.Stream;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;

namespace LogHog.Engine.Alerts;

/// <summary>What people and programs ask of it.</summary>
public sealed partial class AlertEngine
{
    private const int FiringShownMax = 100;

    /// <summary>More silences than a team remembers.</summary>
    public const int SilencesMax = 1_000;

    private static readonly TimeSpan MetricsWait = TimeSpan.FromMilliseconds(100);

    private volatile Measured _measured = new([], default);

    public AlertOverview Overview()
    {
        lock (_lock)
        {
            TimeSpan setBy = TimeSpan.FromTicks(_clock.SetByNs / 100);
            DateTimeOffset now = _clock.Wall;
            return new AlertOverview(
                [.. _rules.Values.OrderBy(static rule => rule.Rule.Name, StringComparer.Ordinal).Select(rule => View(rule, setBy))],
                [.. _silences.Where(silence => silence.Until > now)], _unseen, _outgoing.Count);
        }
    }

    /// <summary>What happened, the newest first.</summary>
    /// <param name="max">At most so much.</param>
    /// <param name="rule">Of this rule only; null = of all.</param>
    public IReadOnlyList<AlertHistoryEntry> History(int max, string? rule = null)
    {
        lock (_lock)
            return [.. _history.Reverse().Where(entry => rule is null || entry.Rule == rule).Take(max)];
    }

    /// <summary>The rule of this name; null = there is none.</summary>
    public AlertSettings? Rule(string name)
    {
        lock (_lock)
            return _rules.GetValueOrDefault(name)?.Rule.Settings;
    }

    /// <summary>Nobody is told until a moment; kept over restarts.</summary>
    /// <param name="rule">Null or empty = of every rule.</param>
    /// <param name="labels">Only groups with these; null = all.</param>
    /// <param name="until">When it ends by itself.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="comment">Why.</param>
    /// <returns>Null: there are as many as may be.</returns>
    public AlertSilence? AddSilence(string? rule, IReadOnlyList<KeyValuePair<string, string>>? labels, DateTimeOffset until, string by, string comment)
    {
        lock (_lock)
        {
            if (_silences.Count >= SilencesMax)
                return null;
            AlertSilence silence = new()
            {
                Id = Guid.NewGuid().ToString("N")[..12], Rule = rule ?? "", Labels = labels ?? [], Until = until, Created = _clock.Wall, By = by, Comment = comment,
            };
            _silences.Add(silence);
            Happened(new AlertRecord
            {
                Silence = silence,
                History = new AlertHistoryEntry
                {
                    At = _clock.Now, Kind = AlertHistoryKind.Silenced, Rule = silence.Rule, Labels = silence.Labels, By = by, Comment = comment,
                    Title = string.Create(CultureInfo.InvariantCulture, $"until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}"),
                },
            });
            Commit();
            return silence;
        }
    }

    /// <summary>Ends it before its time.</summary>
    /// <returns>False: there is none.</returns>
    public bool RemoveSilence(string id)
    {
        lock (_lock)
        {
            if (_silences.RemoveAll(silence => silence.Id == id) == 0)
                return false;
            Happened(new AlertRecord { SilenceRemoved = id });
            _turnNs = _clock.NowNs;
            foreach (RuleWatch rule in _rules.Values)
            {
                rule.State.Advance(_turnNs);
                rule.State.Reconsider(_turnNs);
            }

            Commit();
        }

        _wake.Set();
        return true;
    }

    /// <summary>Somebody has seen what fires: no reminders of it any more.</summary>
    /// <param name="rule">Its name.</param>
    /// <param name="labels">Only groups with these; null = all.</param>
    /// <param name="by">Who.</param>
    /// <param name="comment">What they say to it.</param>
    /// <returns>How many groups; 0 = none fires.</returns>
    public int Acknowledge(string rule, IReadOnlyList<KeyValuePair<string, string>>? labels, string by, string comment)
    {
        lock (_lock)
        {
            if (!_rules.TryGetValue(rule, out RuleWatch? watch))
                return 0;
            long now = _clock.NowNs;
            watch.State.Advance(now);
            int count = watch.State.Acknowledge(labels ?? [], new Acknowledgement(_clock.Wall, by, comment), now);
            Commit();
            return count;
        }
    }

    /// <summary>Makes a rule, or puts it in the place of another of the API; kept over restarts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="keys">Its keys, as in a configuration file.</param>
    /// <param name="errors">Everything that is wrong.</param>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public AlertChange AddRule(string name, IReadOnlyDictionary<string, string> keys, out IReadOnlyList<ConfigurationProblem> errors)
    {
        AlertSettings? rule = AlertRuleFiles.Check(name, keys, channel => _notifier?.Knows(channel) == true, out errors);
        if (rule is null)
            return AlertChange.Bad;
        AlertChange change;
        lock (_lock)
        {
            AlertSettings? before = Rule(name);
            if (before is { IsFromApi: false })
                return AlertChange.OfConfiguration;
            if (before is null && _settings.Alerts.Count >= AlertSettingsBuilder.RulesMax)
                return AlertChange.TooMany;
            AlertRuleFiles.Save(_settings.AlertsFolder, name, keys);
            Use(_settings with { Alerts = [.. _settings.Alerts.Where(one => one.Name != name), rule] }, _clock.NowNs);
            SaveSnapshot(isClean: false);
            change = before is null ? AlertChange.Added : AlertChange.Replaced;
        }

        _wake.Set();
        return change;
    }

    /// <summary>Takes a rule of the API away.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public AlertChange RemoveRule(string name)
    {
        lock (_lock)
        {
            if (Rule(name) is not { } rule)
                return AlertChange.NotThere;
            if (!rule.IsFromApi)
                return AlertChange.OfConfiguration;
            AlertRuleFiles.Delete(_settings.AlertsFolder, name);
            Use(_settings with { Alerts = [.. _settings.Alerts.Where(one => one.Name != name)] }, _clock.NowNs);
            SaveSnapshot(isClean: false);
            return AlertChange.Removed;
        }
    }

    internal (IReadOnlyList<MetricValue> Metrics, AlertsSnapshot Summary) Measure()
    {
        // Whoever asks how the server is must not wait for a disk that hangs.
        if (!_lock.TryEnter(MetricsWait))
            return (_measured.Metrics, _measured.Summary);
        try
        {
            _measured = new Measured(ReadMetrics(), new AlertsSnapshot(
                _rules.Count, _rules.Values.Sum(static rule => rule.State.Groups.Count(static group => group.IsFiring)),
                _rules.Values.Count(static rule => rule.Cost.IsCutOff), _unseen, _outgoing.Count));
            return (_measured.Metrics, _measured.Summary);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private List<MetricValue> ReadMetrics()
    {
        if (_rules.Count == 0)
            return [];
        List<MetricValue> metrics =
        [
            new("loghog_alert_rules", "", _rules.Count, IsCounter: false, "Alert rules in force."),
            new("loghog_alert_events_unseen_total", "", _unseen, IsCounter: true, "Events that no alert rule looked at because they came too fast; all of them are stored."),
            new("loghog_alert_pending_bytes", "", _queue?.Bytes ?? 0, IsCounter: false, "Bytes of lines that wait for the alert rules."),
            new("loghog_alert_notifications_waiting", "", _outgoing.Count, IsCounter: false, "Notifications that a channel has not taken yet."),
            new("loghog_alert_state_failures_total", "", _failures, IsCounter: true, "Writes of what the alert rules remember that the disk refused."),
            new("loghog_alert_memory_bytes", "", _memory.Bytes, IsCounter: false, "What the alert rules remember, about."),
        ];
        Add(metrics, "loghog_alert_firing", "Groups of the rule that fire.", false, static rule => rule.State.Groups.Count(static group => group.IsFiring));
        Add(metrics, "loghog_alert_matches_total", "Events that the rule found.", true, static rule => rule.State.Matches);
        Add(metrics, "loghog_alert_notifications_total", "Notifications that the rule made.", true, static rule => rule.State.Notifications);
        Add(metrics, "loghog_alert_matches_beyond_total", "Events that the rule found and could not count, for want of room for groups, windows or shapes.", true, static rule => rule.State.Beyond);
        Add(metrics, "loghog_alert_cpu_seconds_total", "Processor time of the rule's filter.", true, static rule => rule.Cost.TotalNs / 1e9);
        Add(metrics, "loghog_alert_cut_off", "1 = the rule took too much processor time and looks at nothing.", false, static rule => rule.Cost.IsCutOff ? 1 : 0);
        return metrics;
    }

    private void Add(List<MetricValue> metrics, string name, string help, bool isCounter, Func<RuleWatch, double> value) =>
        metrics.AddRange(_rules.Values.Select(rule => new MetricValue(name, $"rule=\"{rule.Rule.Name}\"", value(rule), isCounter, help)));

    private sealed record Measured(IReadOnlyList<MetricValue> Metrics, AlertsSnapshot Summary);

    private static AlertRuleView View(RuleWatch rule, TimeSpan setBy)
    {
        AlertGroup[] firing = [.. rule.State.Groups.Where(static group => group.IsFiring).OrderByDescending(static group => group.Since)];
        return new AlertRuleView
        {
            Settings = rule.Rule.Settings,
            IsCutOff = rule.Cost.IsCutOff,
            Matches = rule.State.Matches,
            Notifications = rule.State.Notifications,
            Beyond = rule.State.Beyond,
            Groups = rule.State.GroupCount,
            Shapes = rule.State.ShapeCount,
            CpuSeconds = rule.Cost.TotalNs / 1e9,
            FiringCount = firing.Length,
            Firing =
            [
                .. firing.Take(FiringShownMax).Select(group => new AlertGroupView(
                    group.Labels, DateTimeOffset.UnixEpoch.AddTicks(group.Since / 100) + setBy, group.Headline, group.Count, group.IsTold, group.Acknowledged)),
            ],
        };
    }
}

/// <summary>What became of a change of the rules.</summary>
public enum AlertChange
{
    Added,
    Replaced,
    Removed,

    /// <summary>It has errors.</summary>
    Bad,

    /// <summary>There is none of this name.</summary>
    NotThere,

    /// <summary>A configuration file says it; there it is changed.</summary>
    OfConfiguration,

    /// <summary>There are as many as may be.</summary>
    TooMany,
}
