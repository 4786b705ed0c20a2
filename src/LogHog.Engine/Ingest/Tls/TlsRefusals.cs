using System.Collections.Concurrent;
using System.Net;
using LogHog.Engine.Certificates;
using LogHog.Engine.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest.Tls;

/// <summary>Counts refused TLS connections by their reason, and tells the log: the first of a kind from a peer at once, the rest summed up.</summary>
internal sealed class TlsRefusals(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TlsRefusal[] Reasons = [.. Enum.GetValues<TlsRefusal>().Where(static reason => reason != TlsRefusal.None)];

    // Reasons × peers that are told apart within a minute; beyond that only the counters go on.
    private const int KindsMax = 1_000;

    private readonly long[] _counts = new long[Enum.GetValues<TlsRefusal>().Length];
    private readonly ConcurrentDictionary<(string Input, TlsRefusal Reason, IPAddress Peer), long> _sinceLast = new();
    private long _intervalEnds;

    public void Note(string input, IPAddress peer, CertificateVerdict verdict)
    {
        Interlocked.Increment(ref _counts[(int)verdict.Refusal]);
        TellSums();
        (string, TlsRefusal, IPAddress) kind = (input, verdict.Refusal, peer);
        if (_sinceLast.Count >= KindsMax && !_sinceLast.ContainsKey(kind))
            return;
        if (_sinceLast.AddOrUpdate(kind, 0L, static (_, sum) => sum + 1) > 0)
            return;
        string identity = verdict.Identity.Length == 0 ? "no certificate" : verdict.Identity;
        string detail = verdict.Detail.Length == 0 ? "" : $" ({Configuration.Printable.Quote(verdict.Detail)})";
        CertificatesLog.Refused(log, input, peer, identity, MetricNames.Label(verdict.Refusal), TlsRefusalAdvice.For(verdict.Refusal), detail);
    }

    public IEnumerable<MetricValue> Metrics() => Reasons.Select(reason => new MetricValue(
        "loghog_tls_refused_total", $"reason=\"{MetricNames.Label(reason)}\"", Interlocked.Read(ref _counts[(int)reason]), IsCounter: true,
        "TLS connections that were refused, or closed because of their certificate."));

    private void TellSums()
    {
        long now = time.GetTimestamp();
        long ends = Interlocked.Read(ref _intervalEnds);
        long next = now + (long)(Interval.TotalSeconds * time.TimestampFrequency);
        if (now < ends || Interlocked.CompareExchange(ref _intervalEnds, next, ends) != ends)
            return;
        foreach (((string Input, TlsRefusal Reason, IPAddress Peer) kind, long sum) in _sinceLast.ToArray())
        {
            _sinceLast.TryRemove(kind, out _);
            if (sum > 0)
                CertificatesLog.RefusedAgain(log, kind.Input, kind.Peer, MetricNames.Label(kind.Reason), sum);
        }
    }
}
