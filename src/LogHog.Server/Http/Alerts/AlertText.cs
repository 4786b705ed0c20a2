using System.Text.Json;
using System.Text.Json.Serialization;
using LogHog.Alerting;
using LogHog.Engine.Alerts;
using LogHog.Engine.Diagnostics;

namespace LogHog.Server.Http.Alerts;

/// <summary>From what the engine says to what is answered.</summary>
internal static class AlertText
{
    public static AlertsAnswer Of(AlertOverview overview) => new(
        [.. overview.Rules.Select(Of)], [.. overview.Silences.Select(Of)], overview.EventsUnseen, overview.NotificationsWaiting);

    public static SilenceAnswer Of(AlertSilence silence) =>
        new(silence.Id, silence.Rule, Labels(silence.Labels), silence.Until, silence.Created, silence.By, silence.Comment);

    public static HistoryAnswer Of(IReadOnlyList<AlertHistoryEntry> entries) => new(
        [.. entries.Select(static entry => new HistoryEntryAnswer(entry.At, Word(entry.Kind), entry.Rule, Labels(entry.Labels), entry.Title, entry.Count, entry.IsTold, entry.By, entry.Comment))]);

    public static TestAnswer Of(string rule, DateTimeOffset from, DateTimeOffset until, RehearsalResult result) => new(
        rule, from, until, result.Events, result.LeftOut, result.Beyond,
        [.. result.Told.Select(static one => new TestEntryAnswer(one.Time, Word(one.Kind), Labels(one.Labels), one.Title, one.Text, one.Count))]);

    public static IReadOnlyList<KeyValuePair<string, string>> Labels(IReadOnlyDictionary<string, string>? labels) => labels is null ? [] : [.. labels];

    public static string Word<T>(T value)
        where T : struct, Enum => MetricNames.Label(value);

    private static RuleAnswer Of(AlertRuleView rule) => new(
        rule.Settings.Name, Word(rule.Settings.Kind), StateOf(rule), rule.Settings.IsFromApi ? "api" : "configuration", rule.Settings.Query,
        Word(rule.Settings.Severity), rule.Settings.Channels, rule.Matches, rule.Notifications, rule.Beyond, rule.Groups, rule.Shapes, rule.CpuSeconds, rule.FiringCount,
        [
            .. rule.Firing.Select(static group => new FiringAnswer(
                Labels(group.Labels), group.Since, group.Title, group.Count, group.IsTold,
                group.Acknowledged is { } ack ? new AcknowledgedAnswer(ack.At, ack.By, ack.Comment) : null)),
        ]);

    private static string StateOf(AlertRuleView rule) =>
        !rule.Settings.Enabled ? "disabled" : rule.IsCutOff ? "cut_off" : rule.FiringCount > 0 ? "firing" : "ok";

    private static Dictionary<string, string> Labels(IReadOnlyList<KeyValuePair<string, string>> labels) => new(labels, StringComparer.Ordinal);
}

/// <summary>The body of a rule: its keys.</summary>
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class RuleBodyJson : JsonSerializerContext;
