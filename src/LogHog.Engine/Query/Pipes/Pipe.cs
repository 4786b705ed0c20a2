using LogHog.Engine.Query.Filters;

namespace LogHog.Engine.Query.Pipes;

/// <summary>One step of a query after its filter. Immutable.</summary>
public abstract class Pipe
{
    /// <summary>One row in, the same row out, changed or not.</summary>
    public virtual bool KeepsRows => false;

    /// <summary>Works row by row and holds nothing back: fit for live tail.</summary>
    public virtual bool CanTail => KeepsRows;

    /// <summary>What it does with rows that stand for several.</summary>
    internal virtual WeightUse Weights => WeightUse.Refuses;

    /// <summary>Whether it may change this field of a row, or take it away.</summary>
    internal virtual bool Changes(string field) => true;

    /// <summary>The worker of one run, which gives its rows to the next.</summary>
    internal abstract IPipeProcessor Start(PipeContext context, IPipeProcessor next);

    /// <summary>Both pipes in one, when that is the same.</summary>
    internal virtual Pipe? TryJoin(Pipe next) => null;

    /// <summary>From the fields needed after this pipe to those needed before it.</summary>
    internal virtual void NarrowFields(NeededFields needed) => needed.AddAll();

    /// <summary>The same pipe with its filters changed; used to put in what sub-queries gave.</summary>
    internal virtual Pipe MapFilters(Func<Filter, Filter> map) => this;

    public abstract override string ToString();
}
