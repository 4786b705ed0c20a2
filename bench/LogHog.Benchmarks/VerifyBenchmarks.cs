using BenchmarkDotNet.Attributes;
using LogHog.Engine.Configuration;
using LogHog.Engine.Facilities;
using LogHog.Engine.Facilities.HmacMd5;
using LogHog.LoadGenerator.Frames;
using LogHog.Protocols;
using LogHog.Protocols.Events;

namespace LogHog.Benchmarks;

/// <summary>A signature to a verdict. Version 2 with its look into the replay window, which after the first round says "seen".</summary>
[MemoryDiagnoser]
public class VerifyBenchmarks
{
    private static readonly long NowUnixNs = CorpusFrames.Time.ToUnixTimeMilliseconds() * 1_000_000;

    private readonly LogEvent[] _v1 = CorpusFrames.Events(FrameKind.V1Signed);
    private readonly LogEvent[] _v2 = CorpusFrames.Events(FrameKind.V2);
    private readonly HmacMd5Lanes _lanes = new();
    private SignatureVerifier _verifier = null!;
    private ReplayWindow _replay = null!;

    [GlobalSetup]
    public void Setup()
    {
        _replay = new ReplayWindow(null, TimeSpan.FromSeconds(300), NowUnixNs);
        _verifier = new SignatureVerifier(CorpusFrames.Secret, SignaturePolicy.Any, _replay);
    }

    [GlobalCleanup]
    public void Cleanup() => _replay.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = CorpusFrames.Count)]
    public void V1() => VerifyAll(_v1);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public void V2() => VerifyAll(_v2);

    /// <summary>As the server does it.</summary>
    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public void V1InLanes()
    {
        int wrong = 0;
        foreach (LogEvent one in _v1)
        {
            _verifier.Verify(one.Signature, NowUnixNs, _lanes, out _);
            if (_lanes.IsFull)
                wrong |= _lanes.Check() ^ 0xff;
        }

        if (wrong != 0 || _lanes.Used != 0)
            throw new InvalidOperationException("A signature of the corpus is not right.");
    }

    private void VerifyAll(LogEvent[] events)
    {
        foreach (LogEvent one in events)
        {
            if (_verifier.Verify(one.Signature, NowUnixNs) is not (RejectReason.None or RejectReason.SignatureReplayed))
                throw new InvalidOperationException("A signature of the corpus is not right.");
        }
    }
}
