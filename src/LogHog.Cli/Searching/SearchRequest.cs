using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Cli.Searching;

/// <summary>What the command line of <c>loghog search</c> asks for.</summary>
internal sealed record SearchRequest
{
    /// <summary>As many as a terminal's history usually holds; more are asked for.</summary>
    public const int RowsDefault = 1000;

    public required string Query { get; init; }

    public required string Folder { get; init; }

    public string? Since { get; init; }

    public string? Until { get; init; }

    /// <summary>A number, or <c>all</c>; null = the default.</summary>
    public string? Rows { get; init; }

    public bool NewestFirst { get; init; }

    public string Format { get; init; } = RowFormats.Names[0];

    /// <summary>Most rows to show; null = all.</summary>
    public long? RowsMax => Rows is null ? RowsDefault : Rows == "all" ? null : long.TryParse(Rows, out long rows) ? rows : null;

    /// <summary>The query with what the options add to it.</summary>
    /// <param name="time">What now is, and the zone of times without one.</param>
    /// <param name="isReversed">Rows come newest first and are to be shown the other way round.</param>
    /// <exception cref="LogsQlException">It is not LogsQL, or a time is none.</exception>
    public LogsQuery Parse(TimeProvider time, out bool isReversed)
    {
        DateTimeOffset now = time.GetUtcNow();
        long nowUnixNs = SearchTime.UnixNs(now);
        LogsQuery query = LogsQuery.Parse(Query, nowUnixNs);
        isReversed = query.Pipes.Count == 0 && RowsMax is not null && !NewestFirst;
        string more = RowsMax is not { } rows ? ""
            : query.Pipes.Count == 0 ? $" | sort by (_time desc) limit {rows}"
            : Rows is null ? "" : $" | limit {rows}";
        LogsQuery all = query.WithPipes(LogsQuery.Parse("*" + more, nowUnixNs).Pipes);
        long Moment(string? text, long otherwise) => text is null ? otherwise
            : SearchTime.TryParse(text, now, time.LocalTimeZone, out long unixNs) ? unixNs
            : throw new LogsQlException($"'{text}' is no time; examples: 1h, today, 2026-11-20, '2026-11-20 15:04', 2026-11-20T15:04:05Z");
        return all.Within(new TimeBounds(Moment(Since, long.MinValue), Moment(Until, long.MaxValue)));
    }
}
