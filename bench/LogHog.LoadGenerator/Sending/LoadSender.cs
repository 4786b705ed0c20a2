using System.Diagnostics;
using System.Runtime.ExceptionServices;
using LogHog.LoadGenerator.Frames;

namespace LogHog.LoadGenerator.Sending;

/// <summary>
/// Encodes first, then opens the connections, then sends. A thread serves its connections in turn with blocking sends,
/// so the receiver's own back pressure is what slows it.
/// </summary>
internal sealed class LoadSender(SendPlan plan, TimeProvider time)
{
    // Messages in a block that is sent again and again: enough that no cache line or branch of a server learns them by heart.
    private const int BlockMessages = 512;

    private readonly Corpus _corpus = new(plan.Seed);
    private readonly FrameEncoder _encoder = new(plan.Kind, plan.Udp, plan.Secret);
    private long _bytes;
    private long _refused;

    public SendResult Run(CancellationToken stop)
    {
        Connection[] connections =
            [.. Enumerable.Range(0, plan.Connections).Select(id => new Connection(id, plan.FirstSequence))];
        Lane[][] lanes = [.. Enumerable.Range(0, plan.Threads).Select(thread => LanesOf(thread, connections))];
        TimeSpan cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        RunThreads(lanes, stop);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime - cpuBefore;
        foreach (Lane lane in lanes.SelectMany(all => all))
            lane.Sink.Dispose();
        long[] sent = [.. connections.Select(connection => connection.Sent)];
        return new SendResult(sent.Sum(), sent, _bytes, _refused, seconds, cpu.TotalSeconds);
    }

    private Lane[] LanesOf(int thread, Connection[] connections)
    {
        var blocks = new Dictionary<int, RenumberedFrames>();
        return [.. connections.Where(connection => connection.Id % plan.Threads == thread).Select(connection =>
            new Lane(connection, Source(connection, blocks), Sink()))];
    }

    private IFrameSink Sink() => plan.Udp ? new UdpSink(plan.Target)
        : plan.TlsPem is { } pem ? new TlsSink(plan.Target, pem)
        : new TcpSink(plan.Target);

    private IFrameSource Source(Connection connection, Dictionary<int, RenumberedFrames> blocks)
    {
        int sender = plan.Mixed ? -1 : connection.Id % Corpus.Senders;
        Message[] messages = plan.Mixed ? _corpus.OfAll(BlockMessages) : _corpus.Of(sender, BlockMessages);
        if (!_encoder.CanRenumber)
        {
            long count = plan.MessagesOf(connection.Id) ?? throw new InvalidOperationException($"{plan.Kind} needs --messages: it is encoded beforehand.");
            return new PreparedFrames(_encoder, messages, connection, count, time);
        }

        if (!blocks.TryGetValue(sender, out RenumberedFrames? block))
            blocks[sender] = block = new RenumberedFrames(_encoder, messages, time);
        return block;
    }

    private void RunThreads(Lane[][] lanes, CancellationToken stop)
    {
        ExceptionDispatchInfo? failure = null;
        Thread[] threads = [.. lanes.Select(mine => new Thread(() =>
        {
            try
            {
                Serve(mine, stop);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        failure?.Throw();
    }

    private void Serve(Lane[] lanes, CancellationToken stop)
    {
        var pace = new Pace(plan.Rate / plan.Threads, plan.Duration, stop);
        long bytes = 0, refused = 0;
        bool any = true;
        while (any && !pace.IsOver)
        {
            any = false;
            foreach (Lane lane in lanes)
            {
                long left = (plan.MessagesOf(lane.Connection.Id) ?? long.MaxValue) - lane.Connection.Sent;
                if (left <= 0)
                    continue;
                any = true;
                FrameRun run = lane.Source.Next(lane.Connection, (int)Math.Min(left, pace.RunMessages));
                refused += run.Count - lane.Sink.Send(run);
                bytes += run.All.Length;
                lane.Connection.Sent += run.Count;
                pace.Wait(run.Count);
            }
        }

        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _refused, refused);
    }

    private sealed record Lane(Connection Connection, IFrameSource Source, IFrameSink Sink);
}
