using System.Diagnostics;
using System.Globalization;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using LogHog.Protocols.PythonLogging;
using LogHog.TestKit;

namespace LogHog.Benchmarks;

/// <summary><c>bench/run micro hostile</c>: what the worst 64 KiB cost each decoder, in time and memory.</summary>
internal static class HostileFigures
{
    private const int Rounds = 20;

    public static void Print()
    {
        List<(double Ms, string Line)> lines = [];
        foreach (HostilePickle hostile in HostilePickles.Bombs(HostileInputs.Bytes))
            lines.Add(Pickle(hostile));
        foreach (HostileInput hostile in HostileInputs.All())
            lines.Add(Request(hostile));
        foreach ((_, string line) in lines.OrderByDescending(static line => line.Ms))
            Console.WriteLine(line);
    }

    private static (double Ms, string Line) Pickle(HostilePickle hostile)
    {
        var decoder = new PythonLoggingDecoder();
        var logEvent = new LogEvent();
        byte[] frame = hostile.Frame;
        double bestMs = double.MaxValue;
        string answer = "";
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            answer = $"{decoder.Decode(frame, logEvent, out _, out var reason)} {reason}";
            bestMs = Math.Min(bestMs, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (bestMs, Line(bestMs, decoder.PeakBytes, hostile.Pickle.Length, $"python, {hostile.Name}: {answer}"));
    }

    private static (double Ms, string Line) Request(HostileInput hostile)
    {
        var logEvent = new LogEvent();
        double bestMs = double.MaxValue;
        long allocated = long.MaxValue;
        string answer = "";
        for (int round = 0; round < Rounds; round++)
        {
            IEventDecoder decoder = hostile.CreateDecoder();
            if (decoder is ISessionDecoder sessions)
                sessions.Session = hostile.CreateSession!();
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            (int events, int rejected, RejectReason last) = Drain(decoder, hostile.Body, logEvent);
            bestMs = Math.Min(bestMs, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            answer = $"{events} events, {rejected} refused {(last == RejectReason.None ? "" : last)}";
        }

        return (bestMs, Line(bestMs, allocated, hostile.Body.Length, $"{hostile.Name}: {answer}"));
    }

    private static (int Events, int Rejected, RejectReason Last) Drain(IEventDecoder decoder, ReadOnlyMemory<byte> rest, LogEvent logEvent)
    {
        int events = 0;
        int rejected = 0;
        RejectReason last = RejectReason.None;
        while (!rest.IsEmpty)
        {
            DecodeStatus status = decoder.Decode(rest, logEvent, out int consumed, out RejectReason reason);
            events += status == DecodeStatus.Event ? 1 : 0;
            rejected += reason == RejectReason.None ? 0 : 1;
            last = reason == RejectReason.None ? last : reason;
            if (status is DecodeStatus.NeedMore or DecodeStatus.Broken)
                break;
            rest = rest[consumed..];
        }

        return (events, rejected, last);
    }

    private static string Line(double ms, long bytes, int input, string text) => string.Create(
        CultureInfo.InvariantCulture, $"{ms,8:0.00} ms {bytes / 1024.0,8:0} KiB of {((16.0 * input) / 1024) + 64,6:0} {input,8} bytes  {text}");
}
