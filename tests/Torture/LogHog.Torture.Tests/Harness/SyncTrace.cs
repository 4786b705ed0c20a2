using System.Globalization;
using System.Text.RegularExpressions;

namespace LogHog.Torture.Harness;

/// <summary>
/// What strace saw of a server's syncs: the proof from outside that an answer came behind a sync, and that a descriptor whose
/// sync has failed is not trusted again.
/// </summary>
internal sealed partial class SyncTrace
{
    private readonly List<SyncCall> _syncs = [];
    private readonly List<DateTimeOffset> _injectedAt = [];

    private SyncTrace(IEnumerable<string> lines)
    {
        Dictionary<string, SyncCall> unfinished = new(StringComparer.Ordinal);
        Dictionary<string, string> broken = new(StringComparer.Ordinal);
        foreach (string line in lines)
            Take(line, unfinished, broken);
    }

    /// <summary>Syncs, in the order in which they ended.</summary>
    public IReadOnlyList<SyncCall> Syncs => _syncs;

    /// <summary>Calls that strace made fail.</summary>
    public int Injected => _injectedAt.Count;

    /// <summary>Syncs of a descriptor whose sync had failed before: what they say is not true.</summary>
    public List<string> Distrusted { get; } = [];

    /// <summary>strace and its options: each sync with its path and times, and one call that fails.</summary>
    /// <param name="trace">Where it writes to.</param>
    /// <param name="call">A system call.</param>
    /// <param name="fault">As in <c>error=EIO:when=3</c>.</param>
    public static string[] Command(string trace, string call, string fault) =>
    [
        "strace", "-f", "-qq", "--seccomp-bpf", "-y", "-ttt", "-T", "-e", "signal=none", "-o", trace,
        "-e", $"trace=fdatasync,fsync,close,{call}", "-e", $"inject={call}:{fault}",
    ];

    public static SyncTrace Read(string path) => new(File.ReadLines(path));

    public static bool HasInjected(string path) =>
        File.Exists(path) && File.ReadLines(path).Any(static line => line.Contains("(INJECTED)", StringComparison.Ordinal));

    /// <summary>Whether the journal was synced, successfully, within a request's time: without that its answer was a lie.</summary>
    public bool HasJournalSyncWithin(DateTimeOffset from, DateTimeOffset until) =>
        _syncs.Exists(sync => sync.Succeeded && sync.Path.Contains("/journal/", StringComparison.Ordinal) && sync.EndedAt >= from && sync.EndedAt <= until);

    /// <summary>Whether the names of the journal's own files were made durable before a moment.</summary>
    public bool HasJournalFolderSyncBefore(DateTimeOffset moment) =>
        _syncs.Exists(sync => sync.Succeeded && sync.Path.EndsWith("/journal", StringComparison.Ordinal) && sync.EndedAt <= moment);

    /// <summary>
    /// The longest time from a fault to the next acknowledgement. Each thread of the server has its own N-th call: of faults
    /// with nothing between them the last one counts, and one that came with the end does not.
    /// </summary>
    public TimeSpan LongestUntilNext(IEnumerable<DateTimeOffset> acknowledgements)
    {
        List<DateTimeOffset> answers = [.. acknowledgements.Order()];
        TimeSpan longest = TimeSpan.Zero;
        for (int fault = 0; fault < _injectedAt.Count; fault++)
        {
            int next = answers.FindIndex(answer => answer > _injectedAt[fault]);
            bool isLastOfSeveral = fault == _injectedAt.Count - 1 || (next >= 0 && answers[next] < _injectedAt[fault + 1]);
            if (next >= 0 && isLastOfSeveral && answers[next] - _injectedAt[fault] > longest)
                longest = answers[next] - _injectedAt[fault];
        }

        return longest;
    }

    private void Take(string line, Dictionary<string, SyncCall> unfinished, Dictionary<string, string> broken)
    {
        if (line.Contains("(INJECTED)", StringComparison.Ordinal))
        {
            _injectedAt.Add(Seconds(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        }

        if (CloseLine().Match(line) is { Success: true } close)
        {
            broken.Remove(close.Groups["fd"].Value);
        }
        else if (BeginLine().Match(line) is { Success: true } begin)
        {
            SyncCall call = new(begin.Groups["fd"].Value, begin.Groups["path"].Value, Seconds(begin.Groups["at"].Value));
            if (line.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                unfinished[begin.Groups["thread"].Value] = call;
            else
                End(call, line, broken);
        }
        else if (ResumedLine().Match(line) is { Success: true } resumed && unfinished.Remove(resumed.Groups["thread"].Value, out SyncCall? begun))
        {
            End(begun, line, broken);
        }
    }

    private void End(SyncCall call, string line, Dictionary<string, string> broken)
    {
        Match end = EndOfLine().Match(line);
        if (!end.Success)
            return; // killed in it
        call = call with
        {
            Succeeded = end.Groups["result"].Value == "0",
            EndedAt = call.BeganAt + TimeSpan.FromSeconds(double.Parse(end.Groups["took"].Value, CultureInfo.InvariantCulture)),
        };
        _syncs.Add(call);
        if (broken.TryGetValue(call.Descriptor, out string? before) && before == call.Path)
            Distrusted.Add(line);
        if (!call.Succeeded)
            broken[call.Descriptor] = call.Path;
    }

    private static DateTimeOffset Seconds(string text) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(?<thread>\d+) +(?<at>[\d.]+) f(?:data)?sync\((?<fd>\d+)<(?<path>[^>]*)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BeginLine();

    [GeneratedRegex(@"^(?<thread>\d+) +[\d.]+ <\.\.\. f(?:data)?sync resumed>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ResumedLine();

    [GeneratedRegex(@"^\d+ +[\d.]+ close\((?<fd>\d+)[<)]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CloseLine();

    [GeneratedRegex(@"\) += (?<result>-?\d+).*<(?<took>[\d.]+)>$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EndOfLine();
}

/// <param name="Descriptor">Its number.</param>
/// <param name="Path">What it is open on.</param>
/// <param name="BeganAt">When it was called.</param>
internal sealed record SyncCall(string Descriptor, string Path, DateTimeOffset BeganAt)
{
    public DateTimeOffset EndedAt { get; init; }

    public bool Succeeded { get; init; }
}
