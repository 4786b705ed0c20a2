using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Query.Filters;
using LogHog.Engine.Search;

namespace LogHog.Engine.Alerts.Stream;

/// <summary>A rule on the live stream.</summary>
internal sealed class RuleWatch(RuleState state)
{
    public RuleState State => state;

    public AlertRule Rule => state.Rule;

    public Filter Filter { get; } = state.Rule.Requirements.Filter;

    public RawWords Words { get; } = new(state.Rule.Requirements.Words);

    public FilePruning Pruning { get; } = new(state.Rule.Requirements);

    public IReadOnlyList<string>? Needles { get; } = RuleNeedles.Of(state.Rule.Requirements.Words);

    public RuleCost Cost { get; init; } = new();

    /// <summary>Time of this turn, in the clock's own ticks, until it is known how much of the turn was processor time.</summary>
    public long TurnTicks { get; set; }

    /// <summary>It was told that there is more than it may remember.</summary>
    public bool HasToldBeyond { get; set; }

    public bool IsLooking => Rule.Settings.Enabled && !Cost.IsCutOff;
}
