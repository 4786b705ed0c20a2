using System.Globalization;
using System.Text;
using LogHog.Engine.Bot.Answers;
using LogHog.Engine.Query;
using LogHog.Engine.Query.Parsing;
using LogHog.Engine.Query.Values;
using LogHog.Engine.Search;

namespace LogHog.Engine.Bot.Commands;

/// <summary>
/// <c>search</c>, <c>tail</c>, <c>show sources</c>: what the logs say, of the applications that <c>[bot] apps</c> allows and no others. Words
/// of a command become phrases of a query, never its syntax.
/// </summary>
internal sealed class LogCommands(SearchRunner search, TimeProvider time)
{
    private const int LinesMax = 10;
    private const int SourcesMax = 50;

    // A line of a chat on a phone; the rest is for the browser.
    private const int MessageCharsMax = 400;

    // Ten lines and fifty sources take a few kilobytes.
    private const long AnswerBytesMax = 16 << 20;

    private static readonly TimeSpan Window = TimeSpan.FromDays(1);
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(15);

    public IEnumerable<BotCommand> All() =>
    [
        new BotCommand("search", "WORDS", "the newest events of a day that have all these words", SearchAsync),
        new BotCommand("tail", "APPLICATION WORDS", "the newest events, of one application, with these words", TailAsync) { ArgumentsMayMiss = true },
        new BotCommand("show sources", "", "who wrote how much in a day", SourcesAsync),
    ];

    private async Task<BotAnswer> SearchAsync(BotCall call, CancellationToken cancellation) =>
        Lines(AnswerKind.Search, call.Rest, await RunAsync(call, $"{Phrases(call.Words)}", LinesMax, cancellation));

    private async Task<BotAnswer> TailAsync(BotCall call, CancellationToken cancellation)
    {
        (string? app, int words) = await FindAppAsync(call, cancellation);
        string query = $"{(app is null ? "*" : $"app:={QuotedText.Quote(app)}")} {Phrases(call.Words.Skip(words))}";
        return Lines(AnswerKind.Tail, call.Rest, await RunAsync(call, query, LinesMax, cancellation));
    }

    private async Task<BotAnswer> SourcesAsync(BotCall call, CancellationToken cancellation)
    {
        IReadOnlyList<Row> rows = await StatsAsync(call, cancellation);
        return new BotAnswer(AnswerKind.Sources)
        {
            Texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["count"] = Text(rows.Count), ["window"] = AgeText.Of(Window) },
            Rows = [.. rows.Take(SourcesMax).Select(SourceRow)],
            MoreRows = Math.Max(0, rows.Count - SourcesMax),
        };
    }

    /// <summary>An application's name may have dots and dashes, which nobody can write: letters and digits decide, capitals do not.</summary>
    /// <returns>Null = the words begin with none; and how many of them were its name.</returns>
    private async Task<(string? App, int Words)> FindAppAsync(BotCall call, CancellationToken cancellation)
    {
        if (call.Words.Count == 0)
            return (null, 0);
        IEnumerable<string> apps = call.Settings.Apps ?? [.. (await StatsAsync(call, cancellation)).Select(static row => Value(row, "app"))];
        foreach (string app in apps.Order(StringComparer.Ordinal))
        {
            for (int words = call.Words.Count; words > 0; words--)
            {
                if (LooseName.Equals(app, string.Concat(call.Words.Take(words))))
                    return (app, words);
            }
        }

        return (null, 0);
    }

    private Task<IReadOnlyList<Row>> StatsAsync(BotCall call, CancellationToken cancellation) =>
        RunAsync(call, "* | stats by (app) count() events, max(_time) last | sort by (events desc, app)", 0, cancellation);

    /// <param name="call">Whose applications count.</param>
    /// <param name="text">The query, made here.</param>
    /// <param name="newest">So many rows; 0 = all that its pipes give.</param>
    /// <param name="cancellation">Ends it.</param>
    private async Task<IReadOnlyList<Row>> RunAsync(BotCall call, string text, int newest, CancellationToken cancellation)
    {
        if (call.Settings.Apps is { Count: 0 })
            throw new BotProblemException("I may not show any logs: [bot] apps names no application.");
        long now = SearchTime.UnixNs(time.GetUtcNow());
        LogsQuery query = LogsQuery.Parse(text, now);
        SearchJob job = new(newest > 0 ? query.Limited(newest, 0) : query)
        {
            Time = new TimeBounds(now - (Window.Ticks * TimeSpan.NanosecondsPerTick), long.MaxValue),
            Condition = call.Settings.Apps is { } apps ? SearchJob.OfApplications(apps) : null,
            Timeout = QueryTimeout,
        };
        RowList rows = new(AnswerBytesMax);
        try
        {
            await search.RunAsync(job, rows, cancellation);
            return rows.Rows;
        }
        catch (Exception failure) when (failure is SearchRefusedException or LogsQlException or Durability.DiskException)
        {
            throw new BotProblemException($"The search failed: {failure.Message}.", failure);
        }
    }

    private BotAnswer Lines(AnswerKind kind, string words, IReadOnlyList<Row> rows) => new(kind)
    {
        Texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["words"] = words, ["window"] = AgeText.Of(Window) },
        Rows = [.. rows.Select((row, number) => LineRow(row, number == 0))],
    };

    private IReadOnlyDictionary<string, string> LineRow(Row row, bool isFirst)
    {
        string at = row.TryGetTime(out long unixNs) ? Local(unixNs) : "";
        string message = Value(row, "_msg");
        message = message.ReplaceLineEndings(" ⏎ ");
        message = message.Length <= MessageCharsMax ? message : message[..MessageCharsMax] + "…";
        string[] parts = [at, Value(row, "app"), Value(row, "host"), Value(row, "level").ToUpperInvariant(), message];
        return BotAnswer.Row(
            ("line", string.Join(' ', parts.Where(static part => part.Length > 0))), ("time", at), ("app", parts[1]), ("host", parts[2]),
            ("level", parts[3]), ("message", message), ("first", isFirst ? "yes" : ""));
    }

    private IReadOnlyDictionary<string, string> SourceRow(Row row)
    {
        bool hasTime = Timestamps.TryParse(row.Get("last"), out long unixNs);
        TimeSpan age = hasTime ? time.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromTicks(unixNs / TimeSpan.NanosecondsPerTick) : TimeSpan.Zero;
        return BotAnswer.Row(("app", Value(row, "app")), ("events", Value(row, "events")), ("last", hasTime ? Local(unixNs) : ""), ("age", AgeText.Of(age)));
    }

    private string Local(long unixNs)
    {
        DateTimeOffset utc = DateTimeOffset.UnixEpoch.AddTicks(unixNs / TimeSpan.NanosecondsPerTick);
        return utc.ToOffset(time.LocalTimeZone.GetUtcOffset(utc)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static string Phrases(IEnumerable<string> words) => string.Join(' ', words.Select(static word => $"i({QuotedText.Quote(word)})"));

    private static string Value(Row row, string field) => Encoding.UTF8.GetString(row.Get(field));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
