using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>Who answers a query: a server, or this process from a folder of files.</summary>
internal interface IQueryTarget : IDisposable
{
    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>What could not be read by the queries so far.</summary>
    IReadOnlyList<string> Problems { get; }

    /// <summary>Gives the rows of the answer to the receiver as they come, and flushes it at the end.</summary>
    /// <param name="query">The whole question.</param>
    /// <param name="time">The span that holds for sub-queries, too.</param>
    /// <param name="receiver">Takes the rows, on one thread at a time.</param>
    /// <param name="cancellation">Nobody wants the answer any more.</param>
    /// <exception cref="LogsQlException">The query cannot be run, or passed a limit.</exception>
    /// <exception cref="TargetException">There is no answer.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task Run(LogsQuery query, TimeBounds time, IPipeProcessor receiver, CancellationToken cancellation);
}

/// <summary>A query has no answer, or only a part of one.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="exitCode">How loghog ends.</param>
internal sealed class TargetException(string message, int exitCode) : Exception(message)
{
    public int ExitCode => exitCode;
}
