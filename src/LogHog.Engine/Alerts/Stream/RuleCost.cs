namespace LogHog.Engine.Alerts.Stream;

/// <summary>The processor time that a rule takes, and whether it is more than it may, on average over ten seconds.</summary>
/// <param name="totalNs">What it took before.</param>
internal sealed class RuleCost(double totalNs = 0)
{
    // A burst of long lines is no slow rule.
    private const int AverageSeconds = 10;

    private double _levelNs;
    private long _atNs;

    public double TotalNs { get; private set; } = totalNs;

    /// <summary>It looks at nothing any more.</summary>
    public bool IsCutOff { get; private set; }

    /// <param name="nowNs">The moment.</param>
    /// <param name="ns">What it took.</param>
    /// <param name="nsPerSecondMax">What it may take in a second.</param>
    /// <returns>True: with this it has taken too much.</returns>
    public bool Charge(long nowNs, double ns, double nsPerSecondMax)
    {
        TotalNs += ns;
        _levelNs = Math.Max(0, _levelNs - (Math.Max(0, nowNs - _atNs) * nsPerSecondMax / 1e9)) + ns;
        _atNs = nowNs;
        if (IsCutOff || _levelNs <= nsPerSecondMax * AverageSeconds)
            return false;
        IsCutOff = true;
        return true;
    }
}
