using System.Collections.Concurrent;
using System.Net;
using LogHog.Engine.Diagnostics;
using LogHog.Protocols;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest;

/// <summary>
/// Tells the daemon's own log about refused input: the first of a kind from a peer at once, the rest summed up, so that a
/// flood of bad frames is not also a flood of log lines.
/// </summary>
internal sealed class RejectLog(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Reasons × peers that are told apart within a minute; beyond that only the counters go on.
    private const int KindsMax = 1_000;

    private readonly ConcurrentDictionary<(string Input, RejectReason Reason, IPAddress Peer), long> _sinceLast = new();
    private long _intervalEnds;

    public void Note(string input, RejectReason reason, IPAddress peer, int count = 1)
    {
        TellSums();
        (string, RejectReason, IPAddress) kind = (input, reason, peer);
        if (_sinceLast.Count >= KindsMax && !_sinceLast.ContainsKey(kind))
            return;
        if (_sinceLast.AddOrUpdate(kind, 0L, (_, sum) => sum + count) == 0)
            IngestLog.Rejected(log, input, peer, MetricNames.Label(reason), RejectAdvice.For(reason));
    }

    private void TellSums()
    {
        long now = time.GetTimestamp();
        long ends = Interlocked.Read(ref _intervalEnds);
        if (now < ends || Interlocked.CompareExchange(ref _intervalEnds, now + (long)(Interval.TotalSeconds * time.TimestampFrequency), ends) != ends)
            return;
        foreach (((string Input, RejectReason Reason, IPAddress Peer) kind, long sum) in _sinceLast.ToArray())
        {
            _sinceLast.TryRemove(kind, out _);
            if (sum > 0)
                IngestLog.RejectedAgain(log, kind.Input, kind.Peer, MetricNames.Label(kind.Reason), sum);
        }
    }
}
