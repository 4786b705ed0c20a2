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
        foreach (string kind in new[] { "", "extra" })
        {
            byte[] stream = PythonDecodeBenchmarks.Stream(kind);
            List<double> ns = [];
            long allocated = 0;
            for (int round = 0; round < Rounds; round++)
            {
                TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
                long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
                int records = Decode(stream);
                allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
                ns.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalNanoseconds / records);
            }

            ns.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(kind.Length == 0 ? "stock record" : "with five attributes of its own"),-32} {ns[Rounds / 2],7:0} ns CPU (best {ns[0]:0}), {(double)allocated / RecordsPerRound:0.000} bytes allocated"));
        }
    }

    private static int Decode(ReadOnlyMemory<byte> stream)
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
                rest = rest[consumed..];
            }
        }

        return records;
    }
}
