using System.Globalization;

namespace LogHog.Engine.Query;

/// <summary>What <c>options(…)</c> in front of a query sets.</summary>
public sealed record QueryOptions
{
    internal static QueryOptions None { get; } = new();

    /// <summary>Workers for this query; 0 = the server decides.</summary>
    public uint Concurrency { get; init; }

    /// <summary>True = the time range of the request does not hold for this query and its sub-queries.</summary>
    public bool? IgnoreGlobalTimeFilter { get; init; }

    /// <summary>Whether these were written at this query, and not only inherited by a sub-query.</summary>
    internal bool IsSet => Concurrency > 0 || IgnoreGlobalTimeFilter is not null;

    public override string ToString()
    {
        var parts = new List<string>();
        if (Concurrency > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"concurrency={Concurrency}"));
        }

        if (IgnoreGlobalTimeFilter is { } ignore)
        {
            parts.Add($"ignore_global_time_filter={(ignore ? "true" : "false")}");
        }

        return parts.Count == 0 ? "" : $"options({string.Join(", ", parts)})";
    }
}
