using BenchmarkDotNet.Attributes;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;
using LogHog.TestKit;

namespace LogHog.Benchmarks;

/// <summary>Records of Python's own handlers to events: as CPython 3.12 and later pickle them, 504 to 536 bytes.</summary>
[MemoryDiagnoser]
public class PythonDecodeBenchmarks
{
    private const int Count = 512;

    private readonly PythonLoggingDecoder _decoder = new();
    private readonly LogEvent _event = new();
    private readonly byte[] _stock = Stream("");
    private readonly byte[] _withExtra = Stream("extra");

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int Stock() => DecodeAll(_stock);

    [Benchmark(OperationsPerInvoke = Count)]
    public int WithExtra() => DecodeAll(_withExtra);

    private int DecodeAll(ReadOnlyMemory<byte> stream)
    {
        int bodyBytes = 0;
        while (!stream.IsEmpty)
        {
            if (_decoder.Decode(stream, _event, out int consumed, out RejectReason reason) != DecodeStatus.Event)
                throw new InvalidOperationException($"{reason}");
            bodyBytes += _event.Body.Length + _event.Fields.Count;
            stream = stream[consumed..];
        }

        return bodyBytes;
    }

    /// <summary>Frames by Python's own handler, back to back.</summary>
    internal static byte[] Stream(string kind)
    {
        ProgramResult made = ExternalProgram.RunAsync("/usr/bin/python3", Pythons.Script("stock_records.py"), $"{Count}", kind).GetAwaiter().GetResult();
        return made.ExitCode == 0 ? Convert.FromHexString(made.Output.Trim()) : throw new InvalidOperationException(made.Errors);
    }
}
