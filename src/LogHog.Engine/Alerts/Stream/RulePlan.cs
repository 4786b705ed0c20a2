namespace LogHog.Engine.Alerts.Stream;

/// <summary>The rules that may find something in a file, and how they look at its lines.</summary>
internal sealed class RulePlan(IReadOnlyList<RuleWatch> rules)
{
    public IReadOnlyList<RuleWatch> Rules => rules;

    /// <summary>Looks for lines that some rule wants; null = one of the rules has to look at each.</summary>
    public NeedleSearch? Search { get; } = rules.Count > 0 && rules.All(static rule => rule.Needles is not null)
        ? new NeedleSearch(rules.SelectMany(static rule => rule.Needles!))
        : null;
}
