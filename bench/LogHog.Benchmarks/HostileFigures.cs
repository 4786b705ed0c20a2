using System.Diagnostics;
using System.Globalization;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;
using LogHog.TestKit;

namespace LogHog.Benchmarks;

/// <summary><c>bench/run micro hostile</c>: what the worst pickles of 64 KiB cost, in time and memory.</summary>
internal static class HostileFigures
{
    private const int Bytes = 64 * 1024;
    private const int Rounds = 20;

    public static void Print()
    {
        var decoder = new PythonLoggingDecoder();
        var logEvent = new LogEvent();
        List<(double Ms, string Line)> lines = [];
        foreach (HostilePickle hostile in HostilePickles.Bombs(Bytes))
        {
            byte[] frame = hostile.Frame;
            double bestMs = double.MaxValue;
            string answer = "";
            for (int round = 0; round < Rounds; round++)
            {
                long start = Stopwatch.GetTimestamp();
                answer = $"{decoder.Decode(frame, logEvent, out _, out var reason)} {reason}";
                bestMs = Math.Min(bestMs, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            lines.Add((bestMs, string.Create(CultureInfo.InvariantCulture,
                $"{bestMs,8:0.00} ms {decoder.PeakBytes / 1024.0,8:0} KiB of {((16.0 * hostile.Pickle.Length) / 1024) + 64,6:0} {hostile.Pickle.Length,8} bytes  {hostile.Name}: {answer}")));
        }

        foreach ((_, string line) in lines.OrderByDescending(static line => line.Ms))
            Console.WriteLine(line);
    }
}
