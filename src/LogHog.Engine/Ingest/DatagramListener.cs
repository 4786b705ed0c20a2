using System.Diagnostics;
using System.Net;
using LogHog.Engine.Configuration;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;
using LogHog.Protocols.Events;
using Microsoft.Extensions.Logging;

namespace LogHog.Engine.Ingest;

/// <summary>Takes datagrams in on one address, on a thread of its own: one call brings many, and each batch is one hand-over.</summary>
internal sealed class DatagramListener : IDisposable
{
    // How long a stop may have to wait for the thread to look up.
    private static readonly TimeSpan LookUpInterval = TimeSpan.FromMilliseconds(200);

    // From 4,000 datagrams a second on, waking up for each few of them costs more than all the rest. A millisecond of a million a second is
    // half a megabyte in the kernel's buffers, with their book-keeping; with less room than this nothing rests.
    private const int RestFromDatagrams = 16;
    private const int RestBufferBytesMin = 8 << 20;
    private static readonly TimeSpan RestRound = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    private readonly DatagramSocket _socket;
    private readonly Input _input;
    private readonly IDatagramDecoder _decoder;
    private readonly EventRouter _router;
    private readonly IngestServices _services;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _dropsLock = new();
    private readonly ManualResetEventSlim _stopping = new();
    private readonly byte[] _lastSender = new byte[16];
    private readonly bool _mayRest;
    private Peer? _peer;
    private long _droppedSeen;
    private int _round;
    private long _roundBegan;
    private volatile bool _stop;

    public DatagramListener(
        EndPoint address, UnixFileMode unixMode, Input input, IDatagramDecoder decoder, IngestServices services, LimitSettings limits, ILogger log)
    {
        _input = input;
        _decoder = decoder;
        _services = services;
        _log = log;
        _router = new EventRouter(services);
        _socket = new DatagramSocket(address, unixMode, limits.FrameBytesMax, limits.UdpReceiveBufferBytes, LookUpInterval);
        // A Unix socket holds ten datagrams, and its senders wait.
        _mayRest = address is IPEndPoint && _socket.ReceiveBufferBytes >= RestBufferBytesMin;
        if (address is IPEndPoint && _socket.ReceiveBufferBytes < limits.UdpReceiveBufferBytes)
            IngestLog.SmallReceiveBuffer(log, Address, _socket.ReceiveBufferBytes, limits.UdpReceiveBufferBytes);
        else if (address is IPEndPoint)
            IngestLog.ReceiveBuffer(log, Address, _socket.ReceiveBufferBytes, _socket.IsBufferForced ? "SO_RCVBUFFORCE" : "SO_RCVBUF");
    }

    public EndPoint Address => _socket.Address;

    /// <summary>What the kernel gave for datagrams that wait to be read.</summary>
    public int ReceiveBufferBytes => _socket.ReceiveBufferBytes;

    /// <summary>Receives until stopped; ends when all that had arrived is handed on.</summary>
    public Task RunAsync(CancellationToken stop)
    {
        stop.Register(static self => ((DatagramListener)self!).Stop(), this);
        new Thread(Loop) { Name = _socket.Address is IPEndPoint ip ? $"udp-{ip.Port}" : "unix-dgram", IsBackground = true }.Start();
        return _ended.Task;
    }

    /// <summary>Takes over the kernel's count of datagrams that found its buffer full.</summary>
    public void CountDropped()
    {
        lock (_dropsLock)
        {
            long dropped = _socket.Dropped() - _droppedSeen;
            if (dropped <= 0)
                return;
            _droppedSeen += dropped;
            _input.Ledger.DropUnread(DropReason.ReceiveBufferFull, dropped);
            IngestLog.DatagramsLost(_log, Address, dropped, _droppedSeen);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _stopping.Dispose();
    }

    private void Stop()
    {
        _stop = true;
        _stopping.Set();
    }

    private void Loop()
    {
        try
        {
            LogEvent logEvent = new();
            while (true)
            {
                while (_input.Rate?.Wait() is { Ticks: > 0 } wait && !_stop)
                    _stopping.Wait(wait);
                bool last = _stop;
                int count = _socket.Receive();
                if (count == 0 && last)
                    break;
                for (int index = 0; index < count; index++)
                    Take(index, logEvent);
                CountAbandoned();
                if (count > 0 && _router.Flush())
                    _services.Store.Gate.WaitForRoom(CancellationToken.None);
                RestWhenBusy(count);
            }

            CountDropped();
            _ended.TrySetResult();
        }
#pragma warning disable CA1031 // Reaches the engine through the task: a listener that died quietly would be a server that lies.
        catch (Exception mistake)
#pragma warning restore CA1031
        {
            _ended.TrySetException(mistake);
        }
    }

    /// <summary>Lets datagrams gather where they come one upon the other, so that each call brings many. One that comes alone never waits.</summary>
    private void RestWhenBusy(int received)
    {
        _round += received;
        // A full call: there is more.
        if (received == DatagramSocket.DatagramsMax || !_mayRest)
            return;
        bool isShort = Stopwatch.GetElapsedTime(_roundBegan) < RestRound;
        if (isShort && _round < RestFromDatagrams)
            return;
#pragma warning disable RS0030 // It waits for nothing else: more of them in a call is what is wanted.
        if (isShort)
            Thread.Sleep(Rest);
#pragma warning restore RS0030
        _round = 0;
        _roundBegan = Stopwatch.GetTimestamp();
    }

    /// <summary>Messages whose other datagrams have not come. Nobody knows any more who sent them.</summary>
    private void CountAbandoned()
    {
        int count = _decoder.TakeAbandoned(out RejectReason reason);
        for (int each = 0; each < count; each++)
            _input.Ledger.Reject(reason);
        if (count > 0)
            _services.Rejects.Note(_input.Ledger.Input, reason, _peer?.Address ?? IPAddress.None, count);
    }

    private void Take(int index, LogEvent logEvent)
    {
        ReadOnlySpan<byte> sender = _socket.SenderBytes(index);
        if (_peer is null || !sender.SequenceEqual(_lastSender.AsSpan(0, sender.Length)))
        {
            sender.CopyTo(_lastSender);
            _peer = sender.IsEmpty ? Peer.ThisMachine : new Peer(new IPAddress(sender));
        }

        InputRules rules = _input.Rules;
        _router.Begin(_input.Ledger, _peer, rules.Naming);
        _decoder.ReceivedUnixNs = _router.NowUnixNs;
        ReadOnlyMemory<byte> datagram = _socket.Datagram(index);
        _router.CountBytes(datagram.Length);
        if (!rules.Allows(_peer.Address))
            _router.Reject(RejectReason.SourceNotAllowed);
        else if (_socket.IsCut(index))
            TakeCut(datagram, logEvent);
        else if (_decoder.DecodeDatagram(datagram, logEvent, out RejectReason reason) is DecodeStatus.Event)
            _router.Route(logEvent);
        else if (reason != RejectReason.None)
            _router.Reject(reason);
    }

    /// <summary>What there is of a datagram that was too long: kept with a mark where the protocol has one.</summary>
    private void TakeCut(ReadOnlyMemory<byte> datagram, LogEvent logEvent)
    {
        if (_decoder.DecodeDatagram(datagram, logEvent, out _) is DecodeStatus.Event && _decoder.TryMarkCut(logEvent))
        {
            _router.Route(logEvent);
            _input.Ledger.Cut(CutReason.DatagramTooLong);
        }
        else
        {
            _router.Reject(RejectReason.FrameTooLarge);
        }
    }
}
