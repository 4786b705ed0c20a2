using LogHog.Engine.Configuration;
using LogHog.Engine.Query;

namespace LogHog.Engine.Alerts.Rules;

/// <summary>A rule as it is evaluated: times in nanoseconds, words that are looked for before its filter runs.</summary>
internal sealed class AlertRule
{
    // A group that has been silent for so long is nobody's concern any more, if its place is needed.
    private static readonly long SilenceForgottenNs = Ns(TimeSpan.FromDays(30));

    private static readonly string[] AlwaysNeeded = ["_time", "_msg", "app", "host", "module", "level"];

    private readonly AlertTitle _title;

    public AlertRule(AlertSettings settings)
    {
        Settings = settings;
        Requirements = QueryRequirements.Of(settings.Filter);
        _title = AlertTitle.Parse(settings.Title)!;
        GroupBy = [.. settings.GroupBy];
        WithinNs = Ns(settings.Within);
        ForNs = Ns(settings.For);
        // One incident of events that follow each other so soon: it is over when none has followed.
        ResolveAfterNs = settings.Kind == AlertKind.Match ? 0 : Ns(settings.ResolveAfter);
        ThrottleNs = Ns(settings.Throttle);
        RepeatNs = Ns(settings.RepeatEvery);
        LearnNs = Ns(settings.Learn);
        WindowCapacity = (int)settings.MoreThan + 1;
        Shape = $"{settings.Kind}:{settings.HasIncidents}:{string.Join(',', settings.GroupBy)}";
    }

    public AlertSettings Settings { get; }

    public string Name => Settings.Name;

    public AlertKind Kind => Settings.Kind;

    public QueryRequirements Requirements { get; }

    public string[] GroupBy { get; }

    public long WithinNs { get; }

    public long ForNs { get; }

    public long ResolveAfterNs { get; }

    public long ThrottleNs { get; }

    public long RepeatNs { get; }

    public long LearnNs { get; }

    public int WindowCapacity { get; }

    /// <summary>What its groups are: where it changes, they are others.</summary>
    public string Shape { get; }

    /// <summary>How long events of a <c>match</c> with <c>resolve_after</c> belong together.</summary>
    public long HoldNs => Ns(Settings.ResolveAfter);

    /// <summary>Fields of an event that it needs when it has found one.</summary>
    public IEnumerable<string> FieldsNeeded => AlwaysNeeded.Concat(GroupBy).Concat(_title.Fields).Distinct(StringComparer.Ordinal);

    /// <summary>The headline for an event; for what is told without one, with the labels only.</summary>
    /// <param name="labels">Of the group.</param>
    /// <param name="count">Events.</param>
    /// <param name="usual">When the rule has none of its own.</param>
    /// <param name="row">The event; null = none.</param>
    public string Title(IReadOnlyList<KeyValuePair<string, string>> labels, long count, string usual, IRow? row)
    {
        if (_title.IsEmpty)
            return AlertTitle.OneLine($"{Name}: {usual}");
        return _title.Fill(field => field switch
        {
            "rule" => Name,
            "count" => count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ when row is not null => Query.Values.Utf8.Decode(row.Get(field)),
            _ => labels.FirstOrDefault(label => label.Key == field).Value ?? "",
        });
    }

    /// <summary>Nothing of the group is needed any more: it may make room for another.</summary>
    public bool MayForget(AlertGroup group, long nowNs) => Kind switch
    {
        AlertKind.Silence => group.IsFiring && group.IsTold && nowNs - group.HoldsFrom > SilenceForgottenNs,
        AlertKind.Threshold => !group.IsFiring && nowNs - group.LastMatch > WithinNs,
        AlertKind.Match when Settings.HasIncidents => !group.IsFiring && group.HoldsUntil <= nowNs,
        _ => group.Count == 0 && nowNs - group.LastTold > ThrottleNs,
    };

    public static long Ns(TimeSpan time) => time.Ticks * 100;
}
