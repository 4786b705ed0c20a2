namespace LogHog.Engine.Tests.Differential;

/// <summary>What was compared.</summary>
internal sealed class DifferentialTally
{
    public int Queries { get; private set; }

    public int WithRows { get; private set; }

    /// <summary>Queries that ended with an error, the same in every state.</summary>
    public int Errors { get; private set; }

    public int Answers { get; private set; }

    /// <summary>Counts the naive answer to a query.</summary>
    public void Asked(Answer naive)
    {
        Queries++;
        WithRows += naive.Count > 0 && naive.Error is null ? 1 : 0;
        Errors += naive.Error is null ? 0 : 1;
    }

    /// <summary>An answer was compared and equal.</summary>
    public void Agreed() => Answers++;

    public override string ToString() =>
        $"{Queries:N0} queries, {WithRows:N0} of them with rows, {Errors:N0} refused; {Answers:N0} answers compared, all equal";
}
