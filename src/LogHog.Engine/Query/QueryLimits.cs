namespace LogHog.Engine.Query;

/// <summary>Bounds of one query. A query that passes one of them fails with a message that names it.</summary>
public sealed record QueryLimits
{
    public static QueryLimits Default { get; } = new();

    /// <summary>What sorting, grouping and the values of sub-queries may hold together. 256 MiB: a quarter of a small server.</summary>
    public long MemoryBytesMax { get; init; } = 256L << 20;

    /// <summary>The time range of the request: it holds for the query and its sub-queries, but for those with <c>options(ignore_global_time_filter=true)</c>.</summary>
    public TimeBounds Time { get; init; } = TimeBounds.All;

    /// <summary>Longest query, in UTF-16 units. 1 Mi: room for an `in` list of ten thousand trace ids.</summary>
    internal const int QueryLengthMax = 1 << 20;

    /// <summary>Deepest nesting of brackets, negations and sub-queries; keeps every recursion far from the end of the stack.</summary>
    internal const int DepthMax = 200;

    /// <summary>Most pipes of one query: each is a frame on the stack for every batch.</summary>
    internal const int PipesMax = 200;

    /// <summary>
    /// Most filters in one query: each is asked for every row that the others leave open, and is a few objects, through which the garbage collector
    /// goes while all else waits. What 16 KiB of text can hold, the longest query of others.
    /// </summary>
    internal const int FiltersMax = 4_000;

    /// <summary>Most phrases of one contains_any or contains_all: each is looked for in every row.</summary>
    internal const int PhrasesMax = 20_000;

    /// <summary>Most sub-queries in one query, over all levels: each reads the storage once.</summary>
    internal const int SubQueriesMax = 100;

    /// <summary>Longest value that a pipe may make: four times the longest message. Pipes that each double a value would else need more than there is.</summary>
    internal const int ValueBytesMax = 32 << 20;

    /// <summary>Most results and most groups of one stats pipe, and most operators in a row in arithmetic.</summary>
    internal const int ItemsMax = 500;

    internal static LogsQlException ValueTooLong() => new($"a pipe would make a value of more than {ValueBytesMax >> 20} MiB");
}
