using LogHog.Engine.Alerts.Rules;
using LogHog.Engine.Alerts.Stream;
using LogHog.Engine.Query;
using LogHog.Engine.Search;

namespace LogHog.Engine.Alerts;

/// <summary>After an abrupt end: events that were stored, and that no rule had looked at yet, are looked at from the files.</summary>
public sealed partial class AlertEngine
{
    // The sender's clock, by which files are searched, may be behind ours, and a network slow.
    private static readonly long LookBackNs = AlertRule.Ns(TimeSpan.FromMinutes(2));

    // What of the last life was acknowledged is in the files by then, or the disk hangs.
    private static readonly TimeSpan StoreWait = TimeSpan.FromSeconds(10);

    private const long RowBytesMax = 32L << 20;

    private readonly AlertSearch? _search;
    private readonly Dictionary<string, Dictionary<ulong, int>> _overlap = new(StringComparer.Ordinal);
    private readonly EventHash _storedHash = new();
    private long _keptUntilNs;
    private bool _isCaughtUp = true;
    private int _textsToOverlap;

    private void CatchUp()
    {
        long caught = 0;
        long lastNs = _keptUntilNs;
        if (!_isCaughtUp && _search is not null)
        {
            WaitForStore();
            foreach (string rule in NamesToCatchUp())
                caught += CatchUp(rule, ref lastNs);
        }

        lock (_lock)
        {
            _textsToOverlap = _overlap.Count == 0 ? 0 : _queue?.Count ?? 0;
            _turnNs = _clock.NowNs;
            foreach (RuleWatch rule in _rules.Values)
            {
                if (_keptUntilNs > 0 && rule.State.CreatedNs <= _keptUntilNs)
                    rule.State.Skip(_turnNs - lastNs);
            }

            SaveSnapshot(isClean: false);
        }

        if (caught > 0)
            AlertsLog.CaughtUp(_log, caught);
    }

    private string[] NamesToCatchUp()
    {
        lock (_lock)
            return [.. _rules.Values.Where(rule => rule.IsLooking && rule.State.CreatedNs <= _keptUntilNs).Select(static rule => rule.Rule.Name)];
    }

    private long CatchUp(string name, ref long lastNs)
    {
        long now = _clock.NowNs;
        // Files are searched by the clock on the wall.
        long setByNs = _clock.SetByNs;
        LogsQuery query;
        TimeBounds bounds;
        lock (_lock)
        {
            if (!_rules.TryGetValue(name, out RuleWatch? rule))
                return 0;
            query = StoredEvents.QueryOf(rule.Rule, now);
            bounds = new TimeBounds(Math.Max(_keptUntilNs - LookBackNs, rule.State.SeenFromNs) + setByNs, now + setByNs);
        }

        try
        {
            RowList rows = new(RowBytesMax);
            _search!(query, bounds, rows, _stop.Token).GetAwaiter().GetResult();
            lock (_lock)
                return _rules.TryGetValue(name, out RuleWatch? rule) ? Observe(rule, rows.Rows, now, setByNs, ref lastNs) : 0;
        }
        catch (Exception failure) when (failure is LogsQlException or SearchRefusedException or IOException)
        {
            AlertsLog.NotCaughtUp(_log, name, failure.Message);
            return 0;
        }
    }

    private long Observe(RuleWatch rule, IReadOnlyList<Row> rows, long now, long setByNs, ref long lastNs)
    {
        Dictionary<ulong, int> seen = rule.State.Seen();
        Dictionary<ulong, int> found = [];
        long observed = 0;
        long moment = _keptUntilNs;
        foreach (Row row in rows)
        {
            ulong hash = _storedHash.Of(row);
            if (seen.TryGetValue(hash, out int times) && times > 0)
            {
                seen[hash] = times - 1;
                continue;
            }

            row.TryGetTime(out long unixNs);
            moment = Math.Clamp(unixNs - setByNs, moment, now);
            lastNs = Math.Max(lastNs, moment);
            found[hash] = found.GetValueOrDefault(hash) + 1;
            rule.State.Observe(moment, row, StoredEvents.LineOf(row), hash);
            observed++;
        }

        if (found.Count > 0)
            _overlap[rule.Rule.Name] = found;
        return observed;
    }

    /// <summary>An event that came in after the start, and that the search found in its file already.</summary>
    private bool IsOverlap(RuleWatch rule, ulong hash)
    {
        if (_overlap.Count == 0)
            return false;
        if (_textsToOverlap <= 0)
        {
            _overlap.Clear();
            return false;
        }

        if (!_overlap.TryGetValue(rule.Rule.Name, out Dictionary<ulong, int>? found) || !found.TryGetValue(hash, out int times) || times == 0)
            return false;
        found[hash] = times - 1;
        return true;
    }

    private void WaitForStore()
    {
        try
        {
            _hub.Barrier.SettledAsync().Wait(StoreWait, _stop.Token);
        }
        catch (AggregateException)
        {
            // It never fails; and then the search finds what is there.
        }
    }
}
