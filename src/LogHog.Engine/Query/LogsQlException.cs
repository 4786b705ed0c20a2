namespace LogHog.Engine.Query;

/// <summary>A query that cannot be parsed or run: what is wrong, where, and what was perhaps meant.</summary>
public sealed class LogsQlException : Exception
{
    public LogsQlException(string message, int position = -1)
        : base(message) => Position = position;

    public LogsQlException(string message, int position, Exception inner)
        : base(message, inner) => Position = position;

    /// <summary>Offset of the offending token in the query, in UTF-16 units; -1 = no single place.</summary>
    public int Position { get; }
}
