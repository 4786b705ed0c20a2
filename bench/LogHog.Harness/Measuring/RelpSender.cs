using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogHog.Harness.Measuring;

/// <summary>
/// One RELP connection that keeps a window of messages without an answer, as omrelp does. Each message carries <c>#CONNECTION-NUMBER#</c>.
/// Used by one thread.
/// </summary>
internal sealed class RelpSender : IDisposable
{
    // omrelp writes each message on its own; more at once is kinder to both sides and the same for every server.
    private const int PieceBytes = 64 * 1024;

    private static readonly string Filler = string.Concat(Enumerable.Repeat("cache=HIT tenant=acme region=eu-central-1 ", 5))[..190];

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answers = new byte[64 * 1024];
    private readonly int _connection;
    private readonly int _window;
    private int _rest;
    private long _acknowledged;

    public RelpSender(int port, int connection, int window)
    {
        _connection = connection;
        _window = window;
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        const string offers = "relp_version=0\nrelp_software=bench\ncommands=syslog";
        _socket.Send(Encoding.ASCII.GetBytes($"1 open {offers.Length} {offers}\n"));
        while (ReadAnswers() == 0)
        {
        }
    }

    /// <summary>When each answer came, and how long it had taken, in ticks of the stopwatch; null = nobody asks.</summary>
    public List<(long At, long Took)>? Answers { get; init; }

    /// <summary>Messages that were answered. Read from any thread.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Until told to stop; then it waits for what is unanswered.</summary>
    public void Run(CancellationToken stop)
    {
        var frames = new StringBuilder();
        long sent = 0;
        long[] sentAt = new long[_window];
        string time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        while (!stop.IsCancellationRequested)
        {
            frames.Clear();
            for (; sent - _acknowledged < _window && frames.Length < PieceBytes; sent++)
            {
                sentAt[sent % _window] = Stopwatch.GetTimestamp();
                string message = $"<14>1 {time} web01 shop 4711 - - #{_connection}-{sent}# {Filler}";
                frames.Append(CultureInfo.InvariantCulture, $"{(sent % 999_999_998) + 2} syslog {message.Length} {message}\n");
            }

            if (frames.Length > 0)
                _socket.Send(Encoding.ASCII.GetBytes(frames.ToString()));
            int answers = ReadAnswers();
            Note(sentAt, answers);
            Volatile.Write(ref _acknowledged, _acknowledged + answers);
        }

        while (_acknowledged < sent)
            Volatile.Write(ref _acknowledged, _acknowledged + ReadAnswers());
    }

    public void Dispose() => _socket.Dispose();

    private void Note(long[] sentAt, int answers)
    {
        if (Answers is null)
            return;
        long now = Stopwatch.GetTimestamp();
        lock (Answers)
        {
            for (long message = _acknowledged; message < _acknowledged + answers; message++)
                Answers.Add((now, now - sentAt[message % _window]));
        }
    }

    /// <summary>Answers that have come whole; waits for the next bytes.</summary>
    private int ReadAnswers()
    {
        int received = _socket.Receive(_answers.AsSpan(_rest));
        if (received == 0)
            throw new InvalidOperationException("The server closed the connection.");
        ReadOnlySpan<byte> text = _answers.AsSpan(0, _rest + received);
        int count = 0;
        while (TakeAnswer(ref text))
            count++;
        text.CopyTo(_answers);
        _rest = text.Length;
        return count;
    }

    /// <summary><c>TXNR rsp LENGTH 200 …</c></summary>
    private static bool TakeAnswer(ref ReadOnlySpan<byte> text)
    {
        int rsp = text.IndexOf(" rsp "u8);
        if (rsp < 0 || !Utf8Parser.TryParse(text[(rsp + 5)..], out int length, out int digits) || text.Length < rsp + 5 + digits + 1 + length + 1)
            return false;
        if (!text[(rsp + 5 + digits + 1)..].StartsWith("200"u8))
            throw new InvalidOperationException($"The server answered {Encoding.ASCII.GetString(text)}.");
        text = text[(rsp + 5 + digits + 1 + length + 1)..];
        return true;
    }
}
