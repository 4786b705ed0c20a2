using System.Buffers;
using BenchmarkDotNet.Attributes;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.LoadGenerator.Frames;
using LogHog.Protocols.Events;

namespace LogHog.Benchmarks;

/// <summary>An event to the lines of a file.</summary>
[MemoryDiagnoser]
public class FormatBenchmarks
{
    private readonly LogEvent[] _events = CorpusFrames.Events(FrameKind.V1);
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly ILineFormat _standard = Format(LineFormatKind.Standard);
    private readonly ILineFormat _classic = Format(LineFormatKind.Classic);
    private readonly ILineFormat _json = Format(LineFormatKind.Json);

    [Benchmark(Baseline = true, OperationsPerInvoke = CorpusFrames.Count)]
    public int Standard() => FormatAll(_standard);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public int Classic() => FormatAll(_classic);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public int Json() => FormatAll(_json);

    private static ILineFormat Format(LineFormatKind kind) =>
        LineFormats.CreateFormat(kind, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

    private int FormatAll(ILineFormat format)
    {
        _output.ResetWrittenCount();
        foreach (LogEvent one in _events)
            format.Write(one, _output, new LineContext(one.App));
        return _output.WrittenCount;
    }
}
