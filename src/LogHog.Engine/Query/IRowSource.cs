
namespace LogHog.Engine.Query;

/// <summary>Where the rows of queries come from: files with their index, or a list in memory.</summary>
public interface IRowSource
{
    /// <summary>
    /// Gives every row that <see cref="QueryRequirements.Filter"/> matches, in any order, until there are none left or the receiver wants no more.
    /// Does not call <see cref="IPipeProcessor.Flush"/>.
    /// </summary>
    void Scan(QueryRequirements requirements, IPipeProcessor receiver, CancellationToken cancellation);
}
