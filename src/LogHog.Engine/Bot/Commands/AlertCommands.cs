using System.Globalization;
using LogHog.Engine.Alerts;
using LogHog.Engine.Bot.Answers;

namespace LogHog.Engine.Bot.Commands;

/// <summary><c>show alerts</c>, <c>silence … for …</c>, <c>ack …</c>: LogHog's own rules. Whoever may command the bot may do this.</summary>
internal sealed class AlertCommands(AlertEngine alerts, TimeProvider time)
{
    private const int AlertsMax = 30;
    private const string Everything = "all";
    private const string Comment = "by the bot";

    // As the API has it: what is longer is a rule to be taken out.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromDays(366);

    public IEnumerable<BotCommand> All() =>
    [
        new BotCommand("show alerts", "", "what LogHog's own rules have found, newest first", (_, _) => Task.FromResult(Show())),
        new BotCommand("silence", "RULE for TIME", "tell nobody of a rule, or of all, for 30m, 2h, 1d", (call, _) => Task.FromResult(Silence(call))),
        new BotCommand("ack", "RULE", "say that you know; no reminders", (call, _) => Task.FromResult(Acknowledge(call))),
    ];

    private BotAnswer Show()
    {
        AlertOverview overview = alerts.Overview();
        (AlertRuleView Rule, AlertGroupView Group)[] firing =
        [
            .. overview.Rules.SelectMany(static rule => rule.Firing.Select(group => (rule, group))).OrderByDescending(static one => one.group.Since),
        ];
        int count = overview.Rules.Sum(static rule => rule.FiringCount);
        return new BotAnswer(AnswerKind.Alerts)
        {
            Texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["count"] = Text(count) },
            Rows = [.. firing.Take(AlertsMax).Select(one => Row(one.Rule, one.Group, overview.Silences))],
            MoreRows = count - Math.Min(firing.Length, AlertsMax),
        };
    }

    private BotAnswer Silence(BotCall call)
    {
        int last = call.Words.ToList().FindLastIndex(static word => word.Equals("for", StringComparison.OrdinalIgnoreCase));
        if (last <= 0 || AgeText.Parse([.. call.Words.Skip(last + 1)]) is not { } length || length > SilenceMax)
            throw new BotProblemException("Write: silence RULE for TIME, where TIME is 30m, 2h or 1d.");
        string[] name = [.. call.Words.Take(last)];
        bool isEverything = name is [var only] && only.Equals(Everything, StringComparison.OrdinalIgnoreCase);
        string? rule = isEverything ? null : Find(name);
        DateTimeOffset until = time.GetUtcNow() + length;
        if (alerts.AddSilence(rule, null, until, call.Person, Comment) is null)
            throw new BotProblemException("There are as many silences as may be.");
        return new BotAnswer(AnswerKind.Silence)
        {
            Texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["rule"] = rule ?? Everything, ["until"] = Local(until) },
        };
    }

    private BotAnswer Acknowledge(BotCall call)
    {
        string rule = Find(call.Words);
        int count = alerts.Acknowledge(rule, null, call.Person, Comment);
        return new BotAnswer(AnswerKind.Ack)
        {
            Texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["rule"] = rule, ["count"] = count > 0 ? Text(count) : "" },
        };
    }

    /// <summary>The rule that somebody means: its name, where only letters and digits count.</summary>
    private string Find(IReadOnlyList<string> words)
    {
        string[] names = [.. alerts.Overview().Rules.Select(static rule => rule.Settings.Name)];
        string[] fitting = [.. names.Where(name => LooseName.Equals(name, string.Concat(words)))];
        return fitting switch
        {
            [var rule] => rule,
            [] when names.Length == 0 => throw new BotProblemException("There are no rules."),
            [] => throw new BotProblemException($"There is no such rule. I know: {string.Join(", ", names.Take(AlertsMax))}."),
            _ => throw new BotProblemException($"That may be any of {string.Join(", ", fitting)}; use loghog alert."),
        };
    }

    private IReadOnlyDictionary<string, string> Row(AlertRuleView rule, AlertGroupView group, IReadOnlyList<AlertSilence> silences)
    {
        AlertSeverity severity = rule.Settings.Severity;
        AlertSilence? silence = silences.Where(one => one.Holds(rule.Settings.Name, group.Labels)).MaxBy(static one => one.Until);
        return BotAnswer.Row(
            ("alert", group.Title),
            ("rule", rule.Settings.Name),
            ("severity", severity.ToString().ToLowerInvariant()),
            ("icon", severity >= AlertSeverity.Error ? "🔴" : severity == AlertSeverity.Warning ? "🟠" : "🔵"),
            ("since", Local(group.Since)),
            ("age", AgeText.Of(time.GetUtcNow() - group.Since)),
            ("events", Text(group.Count)),
            ("acknowledged_by", group.Acknowledged?.By ?? ""),
            ("silenced_until", silence is null ? "" : Local(silence.Until)));
    }

    private string Local(DateTimeOffset at) => at.ToOffset(time.LocalTimeZone.GetUtcOffset(at)).ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
