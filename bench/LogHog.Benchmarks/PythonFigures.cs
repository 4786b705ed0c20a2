using System.Diagnostics;
using System.Globalization;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;

namespace LogHog.Benchmarks;

/// <summary><c>bench/run micro python</c>: processor time of a record, which other programs on the machine change little, and allocations.</summary>
internal static class PythonFigures
{
    private const int Rounds = 7;
    private const int RecordsPerRound = 1_000_000;

    public static void Print()
    {
        foreach ((string kind, bool readsFields) in new[] { ("", false), ("", true), ("extra", false), ("extra", true) })
        {
            byte[] stream = PythonDecodeBenchmarks.Stream(kind);
            List<double> ns = [];
            long allocated = 0;
            for (int round = 0; round < Rounds; round++)
            {
                TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
                long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
                int records = Decode(stream, readsFields);
                allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
                ns.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalNanoseconds / records);
            }

            ns.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(kind.Length == 0 ? "stock record" : "with five attributes of its own"),-32} {(readsFields ? "and its fields" : ""),-15} {ns[Rounds / 2],7:0} ns CPU (best {ns[0]:0}), {(double)allocated / RecordsPerRound:0.000} bytes allocated"));
        }
    }

    // Fields are read when a format asks for them: the standard one does, the classic one never.
    private static int Decode(ReadOnlyMemory<byte> stream, bool readsFields)
    {
        var decoder = new PythonLoggingDecoder();
        var logEvent = new LogEvent();
        int records = 0;
        while (records < RecordsPerRound)
        {
            for (ReadOnlyMemory<byte> rest = stream; !rest.IsEmpty; records++)
            {
                if (decoder.Decode(rest, logEvent, out int consumed, out RejectReason reason) != DecodeStatus.Event)
                    throw new InvalidOperationException($"{reason}");
                if (readsFields && logEvent.Fields.Count == 0)
                    throw new InvalidOperationException("A record without fields.");
                rest = rest[consumed..];
            }
        }

        return records;
    }
}
