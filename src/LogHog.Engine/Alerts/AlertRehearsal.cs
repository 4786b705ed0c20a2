using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Alerts.State;
using LogHog.Engine.Alerts.Stream;
using LogHog.Engine.Configuration;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Engine.Alerts;

/// <summary>What a rule would have told.</summary>
/// <param name="Events">That it would have found.</param>
/// <param name="Told">Notifications, the oldest first; at most <see cref="AlertRehearsal.ToldMax"/>.</param>
/// <param name="LeftOut">Further ones.</param>
/// <param name="Beyond">Events that it could not have counted, for want of room.</param>
public sealed record RehearsalResult(long Events, IReadOnlyList<Notification> Told, long LeftOut, long Beyond);

/// <summary>Tries a rule against what is stored: the same rule, the same code, at the times that the events themselves say.</summary>
public sealed class AlertRehearsal : IRuleVoice
{
    public const int ToldMax = 1_000;

    // Rows of a slice; a slice with more is cut in two.
    private const long RowBytesMax = 64L << 20;

    private static readonly TimeSpan SliceMin = TimeSpan.FromSeconds(1);

    private readonly AlertRule _rule;
    private readonly RuleState _state;
    private readonly EventHash _hash = new();
    private readonly List<Notification> _told = [];
    private long _leftOut;

    private AlertRehearsal(AlertSettings settings)
    {
        _rule = new AlertRule(settings);
        _state = new RuleState(_rule, this, new AlertMemory());
    }

    /// <summary>Runs a query over what is stored, for one span of time.</summary>
    public delegate Task StoredSearch(LogsQuery query, TimeBounds time, IPipeProcessor receiver, CancellationToken cancellation);

    string IRuleVoice.Epoch => "test";

    /// <param name="settings">The rule.</param>
    /// <param name="from">The moment at which it would have been made.</param>
    /// <param name="until">Up to here.</param>
    /// <param name="search">Looks for its events.</param>
    /// <param name="cancellation">Nobody wants to know any more.</param>
    /// <exception cref="LogsQlException">A second of it has more events than may be held.</exception>
    public static async Task<RehearsalResult> RunAsync(
        AlertSettings settings, DateTimeOffset from, DateTimeOffset until, StoredSearch search, CancellationToken cancellation)
    {
        AlertRehearsal rehearsal = new(settings);
        long at = SearchTime.UnixNs(from), end = SearchTime.UnixNs(until);
        rehearsal._state.Begin(at);
        long slice = end - at;
        while (at < end)
        {
            RowList rows = new(RowBytesMax);
            long next = Math.Min(end, at + slice);
            try
            {
                await search(StoredEvents.QueryOf(rehearsal._rule, end), new TimeBounds(at, next - 1), rows, cancellation);
            }
            catch (LogsQlException) when (slice / 2 > AlertRule.Ns(SliceMin))
            {
                // Too many to be held and sorted at once.
                slice /= 2;
                continue;
            }

            rehearsal.Observe(rows.Rows, at);
            at = next;
        }

        rehearsal._state.Advance(end);
        return new RehearsalResult(rehearsal._state.Matches, rehearsal._told, rehearsal._leftOut, rehearsal._state.Beyond);
    }

    long IRuleVoice.QuietUntil(string rule, IReadOnlyList<KeyValuePair<string, string>> labels, long nowNs) => 0;

    void IRuleVoice.Happened(AlertRecord record)
    {
        if (record.Notification is not { } notification)
            return;
        if (_told.Count < ToldMax)
            _told.Add(notification);
        else
            _leftOut++;
    }

    private void Observe(IReadOnlyList<Row> rows, long from)
    {
        foreach (Row row in rows)
            _state.Observe(row.TryGetTime(out long unixNs) ? Math.Max(unixNs, from) : from, row, StoredEvents.LineOf(row), _hash.Of(row));
    }
}
