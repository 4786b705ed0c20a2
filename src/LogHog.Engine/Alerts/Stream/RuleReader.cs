using System.Diagnostics;
using LogHog.Engine.Durability;
using LogHog.Engine.Formats;
using LogHog.Engine.Formats.Python;
using LogHog.Engine.Search;
using LogHog.Engine.Tail;

namespace LogHog.Engine.Alerts.Stream;

/// <summary>
/// Shows lines on their way to the files to all rules: which files a rule is about is known by their names, which lines by one search
/// for all rules' words, and only what is left is parsed, once, and asked of each rule's filter.
/// </summary>
internal sealed class RuleReader
{
    // Where more files than this come by, they are looked at anew.
    private const int FilesMax = 10_000;

    private readonly IReadOnlyList<RuleWatch> _rules;
    private readonly TimeProvider _time;
    private readonly EventReader _events;
    private readonly EventView _view;
    private readonly EventHash _hash = new();
    private readonly Dictionary<string, (SearchFile File, RulePlan Plan)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RulePlan> _plans = new(StringComparer.Ordinal);

    /// <param name="rules">Those that look; when one is cut off there is to be a new reader.</param>
    /// <param name="time">The clock.</param>
    /// <param name="formats">The Python formats of the log files; null = none are known.</param>
    public RuleReader(IReadOnlyList<RuleWatch> rules, TimeProvider time, FolderFormats? formats)
    {
        _rules = rules;
        _time = time;
        _events = new EventReader(time.LocalTimeZone, formats);
        _view = new EventView(_events.Event);
    }

    /// <summary>An event that a rule has found; the row and the line are borrowed.</summary>
    public delegate void Found(RuleWatch rule, EventView row, ReadOnlySpan<byte> line, ulong hash);

    public void Read(TailText text, Found found)
    {
        foreach (TailText.Run run in text.Runs)
        {
            (SearchFile file, RulePlan plan) = PlanOf(run.Path);
            if (plan.Rules.Count == 0)
                continue;
            ReadOnlyMemory<byte> lines = text.TextOf(run);
            if (plan.Search is { } search)
                ReadFound(lines, file, plan, search, found);
            else
                ReadAll(lines, file, plan, found);
        }
    }

    private void ReadFound(ReadOnlyMemory<byte> lines, SearchFile file, RulePlan plan, NeedleSearch search, Found found)
    {
        search.Begin(lines.Span);
        int read = 0;
        for (int at; (at = search.IndexFrom(read)) >= 0;)
        {
            if (read == 0)
                _events.Begin(file);
            int start = read + EventLines.LastStart(lines.Span[read..at]);
            // The place itself may begin an event.
            if (at > read && lines.Span[at - 1] == (byte)'\n' && lines.Span[at] != (byte)'\t')
                start = at;
            int length = EventLines.NextLength(lines.Span[start..], isEnd: true);
            Show(lines.Slice(start, length), lines[read..start], plan, found);
            read = start + length;
            if (read >= lines.Length)
                return;
        }
    }

    private void ReadAll(ReadOnlyMemory<byte> lines, SearchFile file, RulePlan plan, Found found)
    {
        _events.Begin(file);
        for (int at = 0, length; at < lines.Length; at += length)
        {
            length = EventLines.NextLength(lines.Span[at..], isEnd: true);
            Show(lines.Slice(at, length), default, plan, found);
        }
    }

    private void Show(ReadOnlyMemory<byte> line, ReadOnlyMemory<byte> skipped, RulePlan plan, Found found)
    {
        if (line.Span is [(byte)'\n'])
            return;
        bool isRead = false;
        ulong hash = 0;
        long before = 0;
        foreach (RuleWatch rule in plan.Rules)
        {
            if (!rule.Words.MayMatch(line.Span))
                continue;
            if (!isRead)
            {
                _events.Read(line, skipped);
                isRead = true;
                before = Stopwatch.GetTimestamp();
            }

            if (_view.Matches(rule.Filter))
            {
                if (hash == 0)
                    hash = _hash.Of(_view);
                found(rule, _view, line.Span, hash);
            }

            // One look at the clock a filter: the end of the one is the begin of the next.
            long after = Stopwatch.GetTimestamp();
            rule.TurnTicks += after - before;
            before = after;
        }
    }

    private (SearchFile File, RulePlan Plan) PlanOf(string path)
    {
        if (_files.TryGetValue(path, out (SearchFile, RulePlan) known))
            return known;
        if (_files.Count >= FilesMax)
            _files.Clear();
        SearchFile file = SearchFile.Of(path, new FileStatus(FileKind.File, 0, 0, default, _time.GetUtcNow(), 1));
        char[] wanted = new char[_rules.Count];
        for (int i = 0; i < wanted.Length; i++)
            wanted[i] = _rules[i].IsLooking && _rules[i].Pruning.MayMatch(file) ? '1' : '0';
        string key = new(wanted);
        if (!_plans.TryGetValue(key, out RulePlan? plan))
            _plans.Add(key, plan = new RulePlan([.. _rules.Where((_, i) => wanted[i] == '1')]));
        _files.Add(path, (file, plan));
        return (file, plan);
    }
}
