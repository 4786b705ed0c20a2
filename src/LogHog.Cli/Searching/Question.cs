using System.Globalization;
using System.Text.RegularExpressions;
using LogHog.Cli.Output;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Cli.Searching;

/// <summary>What a command line asks: a query of LogsQL, what options add to its filter, and what a command adds to its pipes.</summary>
internal sealed partial record Question
{
    /// <summary>As it was written; <c>*</c> = everything.</summary>
    public required string Query { get; init; }

    /// <summary>Which events are meant at all (application, host, level), in LogsQL.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>Further conditions in LogsQL, on what the message says or which fields there are: what may be wrong when nothing is found.</summary>
    public IReadOnlyList<string> Requirements { get; init; } = [];

    /// <summary>Pipes behind those of the query, in LogsQL, without the first <c>|</c>; empty = none.</summary>
    public string Pipes { get; init; } = "";

    public string? Since { get; init; }

    public string? Until { get; init; }

    /// <summary>The whole query: what is asked, and what <c>--explain</c> shows.</summary>
    /// <param name="time">What now is, and the zone of times without one.</param>
    /// <exception cref="QuestionException">It is not LogsQL, or a time is none.</exception>
    public LogsQuery Compose(TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        LogsQuery query = Parse(Query, now);
        string[] conditions = [.. Conditions, .. Requirements, .. TimeConditions(now, time.LocalTimeZone)];
        if (conditions.Length > 0)
            query = query.WithFilter(Parse(string.Join(' ', conditions), now).Filter);
        return Pipes.Length == 0 ? query : query.WithPipes(Parse("* | " + Pipes, now).Pipes);
    }

    private static LogsQuery Parse(string text, DateTimeOffset now)
    {
        try
        {
            return LogsQuery.Parse(text, SearchTime.UnixNs(now));
        }
        catch (LogsQlException error)
        {
            throw new QuestionException(QueryError.Text(text, error));
        }
    }

    /// <summary>The span of time that the options give, for sub-queries too.</summary>
    /// <exception cref="QuestionException">A time is none.</exception>
    public TimeBounds Bounds(TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new TimeBounds(
            Since is null ? long.MinValue : Moment(Since, now, time.LocalTimeZone),
            Until is null ? long.MaxValue : Moment(Until, now, time.LocalTimeZone));
    }

    private IEnumerable<string> TimeConditions(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Since is not null)
            yield return $"_time:>={MomentText(Since, now, zone).Replace(".000000000Z", "Z", StringComparison.Ordinal)}";
        if (Until is not null)
            yield return $"_time:<={MomentText(Until, now, zone)}";
    }

    /// <summary>As LogsQL writes it; an age stays one, so that the query can be asked again tomorrow.</summary>
    private static string MomentText(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        long unixNs = Moment(text, now, zone);
        if (Age().IsMatch(text))
            return $"now-{text.TrimStart('-')}";
        return Text(unixNs);
    }

    /// <summary>In UTC, with all nine digits: a time with fewer means the whole second where LogsQL looks for an end.</summary>
    public static string Text(long unixNs)
    {
        (long seconds, long ns) = Math.DivRem(unixNs, 1_000_000_000);
        if (ns < 0)
            (seconds, ns) = (seconds - 1, ns + 1_000_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd'T'HH:mm:ss}.{ns:d9}Z");
    }

    private static long Moment(string text, DateTimeOffset now, TimeZoneInfo zone) => SearchTime.TryParse(text, now, zone, out long unixNs)
        ? unixNs
        : throw new QuestionException($"loghog: '{TerminalText.Safe(text)}' is no time; examples: 1h, today, 2026-11-20, '2026-11-20 15:04', 2026-11-20T15:04:05Z\n");

    [GeneratedRegex("^-?([0-9]+(ns|us|ms|s|m|h|d|w|y))+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Age();
}

/// <summary>The question is wrong; the message is complete, with the place in the query.</summary>
internal sealed class QuestionException(string message) : Exception(message);
