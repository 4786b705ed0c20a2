using LogHog.Engine.Alerts;
using LogHog.Engine.Configuration.Values;

namespace LogHog.Engine.Configuration.Keys;

/// <summary><c>[alert:NAME]</c>: a rule that tells people (docs/alerts.md).</summary>
internal static class AlertKeys
{
    public const string Section = "alert";

    private static readonly ValueKind<TimeSpan?> Time = Kinds.DurationWithin(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)).OrNone();

    public static readonly ConfigurationKey<string> Query = new(Section, "query", AlertTexts.Query, "")
    {
        Why = "Which events: a filter in LogsQL (docs/query.md), such as `level:error app:shop`. None: every event.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Include = new(Section, "include", AlertTexts.Patterns, "")
    {
        Why = "Only events whose message matches one of these regular expressions (RE2), one a line.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Exclude = new(Section, "exclude", AlertTexts.Patterns, "")
    {
        Why = "Not those whose message, application, module or host matches one of these: the regular noise, such as `CRON`.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Facility = new(Section, "facility", AlertTexts.Facilities, "")
    {
        Why = "Only events of these applications (`shop`, `web*`) or of a module and those beneath it (`shop:web`). None: of all.",
    };

    public static readonly ConfigurationKey<AlertKind> Kind = new(Section, "kind", Kinds.Choice(
        "match, threshold, silence or new", ("match", AlertKind.Match), ("threshold", AlertKind.Threshold), ("silence", AlertKind.Silence), ("new", AlertKind.New)), "match")
    {
        Why = "What makes it tell: `match` every such event, `threshold` more than `more_than` of them `within` a time, `silence` none `within` a time, "
            + "`new` one whose message, its numbers aside, was never seen before.",
    };

    public static readonly ConfigurationKey<int> MoreThan = new(Section, "more_than", Kinds.Integer(0, 100_000), "0")
    {
        Why = "For `threshold`: how many are still in order.",
    };

    public static readonly ConfigurationKey<TimeSpan?> Within = new(Section, "within", Time, "")
    {
        Why = "For `threshold` and `silence`: the time. It counts from when events arrive here, whatever their senders' clocks say.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> GroupBy = new(Section, "group_by", AlertTexts.Names, "")
    {
        Why = "Fields: each combination of their values counts, is silent, is told of and resolves for itself, as `host, user`.",
    };

    public static readonly ConfigurationKey<TimeSpan?> For = new(Section, "for", Time, "")
    {
        Why = "The condition must hold so long before it is told.",
    };

    public static readonly ConfigurationKey<TimeSpan?> ResolveAfter = new(Section, "resolve_after", Time, "")
    {
        Why = "How long the condition must be over before it is told to be over. `threshold`: 5m where nothing is said. With `match` it makes one incident of "
            + "all events that follow each other so soon; without it each event stands for itself.",
    };

    public static readonly ConfigurationKey<TimeSpan?> Throttle = new(Section, "throttle", Time, "")
    {
        Why = "For `match` and `new`: what comes so soon after a notification of its group is told in one at the end of that time.",
    };

    public static readonly ConfigurationKey<TimeSpan?> RepeatEvery = new(Section, "repeat_every", Time, "")
    {
        Why = "Tell again while it goes on and nobody has acknowledged it. None: once.",
    };

    public static readonly ConfigurationKey<TimeSpan> Learn = new(
        Section, "learn", Kinds.DurationWithin(TimeSpan.Zero, TimeSpan.FromDays(365)), "1d")
    {
        Why = "For `new`: how long shapes are only remembered, from when the rule was made. At first everything is new.",
    };

    public static readonly ConfigurationKey<AlertSeverity> Severity = new(Section, "severity", Kinds.Choice(
        "info, warning, error or critical", ("info", AlertSeverity.Info), ("warning", AlertSeverity.Warning), ("error", AlertSeverity.Error), ("critical", AlertSeverity.Critical)), "warning")
    {
        Why = "How much it matters; channels make a priority or a colour of it.",
    };

    public static readonly ConfigurationKey<string> Title = new(Section, "title", Kinds.Text, "")
    {
        Why = "The headline, with `{rule}`, `{count}` and fields of `group_by` in braces (with `match` and `new` those of the event, too). None: one is made.",
    };

    public static readonly ConfigurationKey<IReadOnlyList<string>> Channels = new(Section, "channels", AlertTexts.Names, "")
    {
        Why = "Who is told: names of `[channel:NAME]`. None: only the daemon's own log.",
    };

    public static readonly ConfigurationKey<bool> Enabled = new(Section, "enabled", Kinds.Switch, "yes")
    {
        Why = "`no`: the rule stays, and looks at nothing.",
    };

    public static readonly IReadOnlyList<ConfigurationKey> All =
    [
        Kind, Query, Include, Exclude, Facility, MoreThan, Within, GroupBy, For, ResolveAfter, Throttle, RepeatEvery, Learn, Severity, Title, Channels, Enabled,
    ];
}
