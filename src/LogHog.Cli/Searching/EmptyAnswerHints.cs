using System.Globalization;
using System.Text;
using LogHog.Engine.Query;

namespace LogHog.Cli.Searching;

/// <summary>
/// Why a search found nothing, perhaps: a field that no event has, a word that stands only inside of others, or with other capitals.
/// It asks a few questions more, and gives up soon.
/// </summary>
internal sealed class EmptyAnswerHints(IQueryTarget target, Ask ask, LogsQuery query)
{
    /// <summary>Who found nothing waits no longer than this for advice.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Every event may have these, and there need not be one that does.</summary>
    private static readonly string[] AlwaysKnown =
        ["_time", "_msg", "_stream", "_stream_id", "app", "host", "module", "level", "exception", "trace_id", "span_id", "received"];

    private static readonly (Loosening How, string Where)[] Looser =
    [
        (Loosening.InsideWords, "inside of longer words"),
        (Loosening.AnyCase, "with other capitals"),
        (Loosening.InsideWordsAnyCase, "inside of longer words, with other capitals"),
    ];

    public async Task<IReadOnlyList<string>> Find(CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(Patience);
        try
        {
            IReadOnlyList<string> fields = await UnknownFields(end.Token);
            return fields.Count > 0 ? fields : await LooserWords(end.Token);
        }
        catch (Exception cause) when (cause is OperationCanceledException or LogsQlException or TargetException)
        {
            return []; // No advice is no harm.
        }
    }

    private async Task<IReadOnlyList<string>> UnknownFields(CancellationToken cancellation)
    {
        string[] asked =
        [
            .. query.Filter.Fields.Concat(ask.Fields).Where(static name => !name.Contains('*', StringComparison.Ordinal))
                .Except(AlwaysKnown, StringComparer.Ordinal).Distinct(StringComparer.Ordinal),
        ];
        if (asked.Length == 0)
            return [];
        List<string> known = [.. (await Rows("field_names", cancellation)).Select(static row => Encoding.UTF8.GetString(row.Get("name")))];
        if (known.Count == 0)
            return ["there are no events at all of this time, application, host and level"];
        return
        [
            .. asked.Except(known, StringComparer.Ordinal).Select(name =>
                QueryAdvice.Nearest(name, known.Concat(AlwaysKnown)) is { } nearest
                    ? $"no event has the field {name}; did you mean {nearest}?"
                    : $"no event has the field {name}; 'loghog fields' lists those that there are"),
        ];
    }

    /// <summary>What a pipe makes of all events that the options leave.</summary>
    private async Task<List<Row>> Rows(string pipe, CancellationToken cancellation)
    {
        LogsQuery all = (ask.Question with { Query = "*", Requirements = [], Pipes = pipe }).Compose(TimeProvider.System);
        var rows = new RowList();
        await target.Run(all, ask.Question.Bounds(TimeProvider.System), rows, cancellation);
        return rows.Rows;
    }

    private async Task<IReadOnlyList<string>> LooserWords(CancellationToken cancellation)
    {
        LogsQuery written = (ask.Question with { Conditions = [], Requirements = [], Since = null, Until = null, Pipes = "" }).Compose(TimeProvider.System);
        var found = new List<string>();
        foreach ((Loosening how, string where) in Looser)
        {
            if (how == Loosening.InsideWordsAnyCase && found.Count > 0)
                break;
            if (QueryAdvice.Loosen(written, how) is not { } loose)
                continue;
            LogsQuery counting = (ask.Question with { Query = loose.ToString(), Pipes = "stats count() as rows" }).Compose(TimeProvider.System);
            var counted = new RowList();
            await target.Run(counting, ask.Question.Bounds(TimeProvider.System), counted, cancellation);
            string text = counted.Rows.Count == 0 ? "" : Encoding.UTF8.GetString(counted.Rows[0].Get("rows"));
            if (!long.TryParse(text, CultureInfo.InvariantCulture, out long rows) || rows == 0)
                continue;
            string matches = rows == 1 ? "1 event matches" : string.Create(CultureInfo.InvariantCulture, $"{rows:N0} events match");
            found.Add($"no whole word matches; {matches} {where}: {ShellQuote(loose.ToString())}");
        }

        return found;
    }

    private static string ShellQuote(string query) => $"'{query.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private sealed class RowList : IPipeProcessor
    {
        /// <summary>Names of fields; nobody reads more of them than this.</summary>
        private const int RowsMax = 10_000;

        public List<Row> Rows { get; } = [];

        public bool Process(RowBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
                Rows.Add(batch[i].Copy());
            return Rows.Count < RowsMax;
        }

        public void Flush()
        {
        }
    }
}
