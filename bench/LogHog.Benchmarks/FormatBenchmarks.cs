using System.Buffers;
using BenchmarkDotNet.Attributes;
using LogHog.Engine.Configuration;
using LogHog.Engine.Formats;
using LogHog.Engine.Formats.Python;
using LogHog.LoadGenerator.Frames;
using LogHog.Protocols.Events;

namespace LogHog.Benchmarks;

/// <summary>An event to the lines of a file.</summary>
[MemoryDiagnoser]
public class FormatBenchmarks
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private readonly LogEvent[] _events = CorpusFrames.Events(FrameKind.V1);
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly ILineFormat _standard = Format(LineFormatKind.Standard);
    private readonly ILineFormat _classic = Format(LineFormatKind.Classic);
    private readonly ILineFormat _json = Format(LineFormatKind.Json);
    private readonly ILineFormat _python = new PythonFormat(
        new PythonFormatSettings { Format = "%(asctime)s %(host)s %(name)s %(levelname)-8s %(message)s", Style = PythonStyle.Percent }, Berlin);

    [Benchmark(Baseline = true, OperationsPerInvoke = CorpusFrames.Count)]
    public int Standard() => FormatAll(_standard);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public int Classic() => FormatAll(_classic);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public int Json() => FormatAll(_json);

    [Benchmark(OperationsPerInvoke = CorpusFrames.Count)]
    public int Python() => FormatAll(_python);

    private static ILineFormat Format(LineFormatKind kind) =>
        LineFormats.CreateFormat(kind, Berlin);

    private int FormatAll(ILineFormat format)
    {
        _output.ResetWrittenCount();
        foreach (LogEvent one in _events)
            format.Write(one, _output, new LineContext(one.App));
        return _output.WrittenCount;
    }
}
