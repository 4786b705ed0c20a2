using BenchmarkDotNet.Attributes;
using LogHog.LoadGenerator.Frames;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.LogHogV1;

namespace LogHog.Benchmarks;

/// <summary>Bytes to an event.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private readonly LogHogDecoder _decoder = new();
    private readonly LogEvent _event = new();
    private readonly byte[] _v1 = CorpusFrames.Stream(FrameKind.V1);
    private readonly byte[] _v1Zlib = CorpusFrames.Stream(FrameKind.V1Zlib);
    private readonly byte[] _v2 = CorpusFrames.Stream(FrameKind.V2);

    [Benchmark(Baseline = true, OperationsPerInvoke = CorpusFrames.Count)]
    public int V1() => DecodeAll(_v1);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public int V1Zlib() => DecodeAll(_v1Zlib);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public int V2() => DecodeAll(_v2);

    private int DecodeAll(ReadOnlyMemory<byte> stream)
    {
        int bodyBytes = 0;
        while (!stream.IsEmpty)
        {
            if (_decoder.Decode(stream, _event, out int consumed, out RejectReason reason) != DecodeStatus.Event)
                throw new InvalidOperationException($"{reason}");
            bodyBytes += _event.Body.Length;
            stream = stream[consumed..];
        }

        return bodyBytes;
    }
}
