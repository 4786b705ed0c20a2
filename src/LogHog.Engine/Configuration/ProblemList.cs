namespace LogHog.Engine.Configuration;

/// <summary>Collects every problem of one load; what is inherited by ten sections is told once.</summary>
internal sealed class ProblemList
{
    private readonly List<ConfigurationProblem> _errors = [];
    private readonly List<ConfigurationProblem> _warnings = [];
    private readonly HashSet<ConfigurationProblem> _seen = [];

    public bool HasErrors => _errors.Count > 0;

    public IReadOnlyList<ConfigurationProblem> Errors => InReadingOrder(_errors);

    public IReadOnlyList<ConfigurationProblem> Warnings => InReadingOrder(_warnings);

    public void Error(ConfigurationOrigin origin, string? section, string? key, string message) =>
        Add(_errors, new ConfigurationProblem(origin, section, key, message));

    public void Warning(ConfigurationOrigin origin, string? section, string? key, string message) =>
        Add(_warnings, new ConfigurationProblem(origin, section, key, message));

    private void Add(List<ConfigurationProblem> list, ConfigurationProblem problem)
    {
        if (_seen.Add(problem))
            list.Add(problem);
    }

    // Files in the order in which they were met, lines in the order of an editor.
    private static List<ConfigurationProblem> InReadingOrder(List<ConfigurationProblem> problems)
    {
        List<string> sources = [.. problems.Select(problem => problem.Origin.Source).Distinct(StringComparer.Ordinal)];
        return
        [
            .. problems.OrderBy(problem => sources.IndexOf(problem.Origin.Source)).ThenBy(problem => problem.Origin.Line),
        ];
    }
}
