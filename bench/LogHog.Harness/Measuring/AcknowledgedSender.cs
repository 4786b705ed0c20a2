using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogHog.Harness.Measuring;

/// <summary>One keep-alive connection that sends a request, waits for its answer, and sends the next. Used by one thread.</summary>
internal sealed class AcknowledgedSender : IDisposable
{
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly JsonLinesRequest _request;
    private readonly byte[] _answer = new byte[4096];
    private long _acknowledgedEvents;

    public AcknowledgedSender(int port, JsonLinesRequest request)
    {
        _request = request;
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
    }

    /// <summary>Events whose answer was 200. Read from any thread.</summary>
    public long AcknowledgedEvents => Volatile.Read(ref _acknowledgedEvents);

    /// <summary>When each answer came, and how long it had taken, in ticks of the stopwatch; busy answers are part of that time.</summary>
    public List<(long At, long Took)> Answers { get; } = [];

    /// <summary>Answers 429 and 503: the request was sent again.</summary>
    public int Busy { get; private set; }

    /// <summary>Until told to stop; what is under way then is waited for.</summary>
    /// <param name="stop">Ends it.</param>
    /// <param name="interval">From one request to the next, however long answers take: a late answer counts from when its request was due.</param>
    public void Run(CancellationToken stop, TimeSpan interval = default)
    {
        long first = Stopwatch.GetTimestamp();
        for (long number = 1; !stop.IsCancellationRequested; number++)
        {
            ReadOnlySpan<byte> bytes = _request.Numbered(number);
            long begun = interval > TimeSpan.Zero ? Due(first, number * interval, stop) : Stopwatch.GetTimestamp();
            while (true)
            {
                _socket.Send(bytes);
                int status = ReadAnswer();
                if (status == 200)
                    break;
                if (status is not (429 or 503))
                    throw new InvalidOperationException($"The server answered {status}.");
                Busy++;
                stop.WaitHandle.WaitOne(BusyPause);
            }

            long now = Stopwatch.GetTimestamp();
            lock (Answers)
                Answers.Add((now, now - begun));
            Volatile.Write(ref _acknowledgedEvents, number * _request.Events);
        }
    }

    /// <summary>How long those answers took that came between two moments; also while it runs.</summary>
    public long[] Between(long from, long to)
    {
        lock (Answers)
            return [.. Answers.Where(answer => answer.At >= from && answer.At <= to).Select(static answer => answer.Took)];
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Waits for the moment, unless it has passed.</summary>
    private static long Due(long first, TimeSpan after, CancellationToken stop)
    {
        TimeSpan left = after - Stopwatch.GetElapsedTime(first);
        if (left > TimeSpan.Zero)
            stop.WaitHandle.WaitOne(left);
        return first + (long)(after.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>The status of one answer, read to its end.</summary>
    private int ReadAnswer()
    {
        int length = 0;
        while (true)
        {
            int read = _socket.Receive(_answer.AsSpan(length));
            if (read == 0)
                throw new InvalidOperationException("The server closed the connection.");
            length += read;
            if (IsWhole(_answer.AsSpan(0, length)))
                return int.Parse(_answer.AsSpan("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        int headEnd = answer.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
            return false;
        const string lengthHeader = "\r\nContent-Length: ";
        string head = Encoding.ASCII.GetString(answer[..headEnd]);
        int at = head.IndexOf(lengthHeader, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return answer.EndsWith("0\r\n\r\n"u8); // chunked
        string length = head[(at + lengthHeader.Length)..].Split('\r')[0];
        return answer.Length >= headEnd + 4 + int.Parse(length, CultureInfo.InvariantCulture);
    }
}
