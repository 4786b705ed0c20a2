using System.Globalization;
using System.Text;
using LogHog.Engine.Alerts;
using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Alerts.State;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;

namespace LogHog.Engine.Tests.Alerts;

/// <summary>A rule alone, with events at moments of the test's choice: seconds since a day's beginning.</summary>
internal sealed class RuleStage : IRuleVoice
{
    public static readonly DateTimeOffset Day = new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, double> _silences = [];

    public RuleStage(string keys, string name = "r", AlertMemory? memory = null)
    {
        State = new RuleState(new AlertRule(Rule(keys, name)), this, memory ?? new AlertMemory());
        State.Begin(Ns(0));
    }

    public RuleState State { get; private set; }

    public List<AlertRecord> Records { get; } = [];

    public List<(double At, Notification Notification)> Told { get; } = [];

    /// <summary>Seconds, what and whom of each notification: <c>12 firing host=a</c>.</summary>
    public IReadOnlyList<string> Story => [.. Told.Select(static one => string.Create(
        CultureInfo.InvariantCulture,
        $"{one.At} {one.Notification.Kind.ToString().ToLowerInvariant()}{string.Concat(one.Notification.Labels.Select(static label => $" {label.Key}={label.Value}"))}"))];

    public string Epoch => "e";

    public static long Ns(double seconds) => ((Day - DateTimeOffset.UnixEpoch).Ticks * 100) + (long)Math.Round(seconds * 1e9);

    /// <param name="keys">As in a file, with <c>;</c> for line ends.</param>
    /// <param name="name">Of the rule.</param>
    public static AlertSettings Rule(string keys, string name = "r")
    {
        Dictionary<string, string> pairs = keys.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=', 2, StringSplitOptions.TrimEntries)).ToDictionary(static pair => pair[0], static pair => pair[1]);
        AlertSettings? rule = AlertRuleFiles.Check(name, pairs, static _ => true, out IReadOnlyList<ConfigurationProblem> errors);
        Assert.True(rule is not null, string.Join('\n', errors));
        return rule;
    }

    public void Event(double at, string message = "m", params (string Field, string Value)[] fields)
    {
        Row row = new();
        row.Add("_msg", Encoding.UTF8.GetBytes(message));
        foreach ((string field, string value) in fields)
            row.Add(field, Encoding.UTF8.GetBytes(value));
        State.Observe(Ns(at), row, Encoding.UTF8.GetBytes(message + "\n"), (ulong)(at * 1000) + 1);
    }

    public void Until(double at) => State.Advance(Ns(at));

    public void Silence(string rule, double until)
    {
        _silences[rule] = until;
        State.Reconsider(Ns(0));
    }

    /// <summary>A new process with what was kept, and perhaps other settings.</summary>
    public void Restart(double at, string? keys = null, bool fromJournal = false)
    {
        var fresh = new RuleState(keys is null ? State.Rule : new AlertRule(Rule(keys)), this, new AlertMemory());
        if (fromJournal)
        {
            foreach (AlertRecord record in Records)
                fresh.Replay(record, Ns(at));
        }
        else
        {
            fresh.Restore(State.ToRecord(), Ns(at));
        }

        fresh.Resume(Ns(at));
        State = fresh;
    }

    long IRuleVoice.QuietUntil(string rule, IReadOnlyList<KeyValuePair<string, string>> labels, long nowNs) =>
        _silences.TryGetValue(rule, out double until) && Ns(until) > nowNs ? Ns(until) : 0;

    void IRuleVoice.Happened(AlertRecord record)
    {
        Records.Add(record);
        if (record.Notification is { } notification)
            Told.Add(((notification.Time - Day).TotalSeconds, notification));
    }
}
