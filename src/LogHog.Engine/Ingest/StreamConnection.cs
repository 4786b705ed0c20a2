using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using LogHog.Engine.Diagnostics;
using LogHog.Engine.Ingest.Inputs;
using LogHog.Protocols;

namespace LogHog.Engine.Ingest;

/// <summary>
/// One connection: waits without holding a buffer, then reads, decodes and routes all that has arrived. Keeps only the
/// beginning of a frame that is not complete, under a deadline.
/// </summary>
internal sealed class StreamConnection(StreamTransport transport, Peer peer, StreamListener listener)
{
    // A fast sender must not keep a workspace for itself: after about 4 MiB the others get their turn.
    private const int ReceivesPerTurn = 16;

    // How often who has something to read looks whether it could be stored again.
    private static readonly TimeSpan StoreRetry = TimeSpan.FromMilliseconds(250);

    private readonly ProtocolSession? _session = listener.Input.Sessions?.Create();
    private readonly Acknowledger? _answers = listener.Input.Sessions is null ? null : new Acknowledger(transport, peer, listener);
    private byte[]? _partial;
    private int _partialBytes;
    private long _partialSince;

    private EventLedger Ledger => listener.Ledger;

    /// <summary>Serves the connection to its end. What the peer or the network does ends it quietly; it never throws for that.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        RejectReason left = RejectReason.FrameTruncated;
        try
        {
            SendAnswers(); // some protocols have the server speak first
            bool goOn = true;
            while (goOn && await WaitForDataAsync(stop) && await MayReadAsync(stop))
                goOn = await ServeAsync();
        }
        catch (TimeoutException)
        {
            left = RejectReason.FrameTimeout;
            _session?.Close();
        }
        catch (SocketException)
        {
            // The peer is gone; what it sent completely is in.
        }
        finally
        {
            if (_partialBytes > 0)
                await FinishPartialAsync(left);
            await FinishAnswersAsync(stop);
            await transport.FinishAsync();
            transport.Dispose();
        }
    }

    /// <summary>Waits for bytes (or the end of the stream, or stop). False = the server stops and nothing more is to be read.</summary>
    private async ValueTask<bool> WaitForDataAsync(CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return false;
        try
        {
            // The deadline is absolute: a byte now and then does not prolong it. An idle connection has no timer unless somebody asked for one.
            TimeSpan? left = _partialBytes > 0 ? listener.Input.FrameTimeout - Stopwatch.GetElapsedTime(_partialSince) : listener.Input.IdleTimeout;
            if (left is { } time)
                await WaitWithinAsync(time > TimeSpan.Zero ? time : TimeSpan.Zero, stop);
            else
                await transport.ReadableAsync(stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            // Drain: what the kernel has already taken in for us is read once more.
            return true;
        }
    }

    /// <summary>Ends the wait itself: a connection that is closed while something waits for its bytes is reset, not finished.</summary>
    /// <exception cref="TimeoutException">Nothing came.</exception>
    private async ValueTask WaitWithinAsync(TimeSpan time, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(time);
        try
        {
            await transport.ReadableAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    /// <summary>
    /// Whether what has arrived is to be read. Not before there is room for what waits for its acknowledgement, nor while nothing could
    /// be stored: the peer is then held back by its own window. False = close.
    /// </summary>
    private async ValueTask<bool> MayReadAsync(CancellationToken stop)
    {
        if (listener.Input.Rate is { } rate)
            await WaitForRateAsync(rate, stop);
        if (_answers is null)
            return true;
        if (_answers.IsFull || !_answers.IsAvailable)
        {
            await _answers.WaitForRoomAsync();
            while (!_answers.IsAvailable && !stop.IsCancellationRequested)
                await Task.Delay(StoreRetry, CancellationToken.None);
            // That was not the peer's time.
            _partialSince = Stopwatch.GetTimestamp();
        }

        return !_answers.IsBroken && _answers.IsAvailable;
    }

    private async ValueTask WaitForRateAsync(InputRate rate, CancellationToken stop)
    {
        bool hasWaited = false;
        while (!stop.IsCancellationRequested && rate.Wait() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, CancellationToken.None);
            hasWaited = true;
        }

        // That was not the peer's time.
        if (hasWaited)
            _partialSince = Stopwatch.GetTimestamp();
    }

    /// <summary>Takes in what has arrived. False = close.</summary>
    private async ValueTask<bool> ServeAsync()
    {
        IngestWorkspace workspace = await BeginAsync();
        try
        {
            return await ReceiveAllAsync(workspace);
        }
        finally
        {
            End(workspace);
        }
    }

    /// <summary>What is left when the stream has ended or waited too long: the last frame, where that ends one, else it is refused.</summary>
    private async ValueTask FinishPartialAsync(RejectReason reason)
    {
        IngestWorkspace workspace = await BeginAsync();
        try
        {
            int bytes = TakePartial(workspace);
            bool isLate = reason == RejectReason.FrameTimeout;
            DecodeStatus status = workspace.Decoder.DecodeEnd(workspace.Input.AsMemory(0, bytes), isLate, workspace.Event, out RejectReason own);
            if (status == DecodeStatus.Event)
                workspace.Router.Route(workspace.Event);
            if (status == DecodeStatus.Event && isLate)
                listener.NoteCut(CutReason.FrameTimeout, peer.Address);
            else if (status == DecodeStatus.Rejected)
                workspace.Router.Reject(own == RejectReason.None ? reason : own);
            workspace.Router.CountBytes(status == DecodeStatus.Event ? bytes : 0);
            await HandOnAsync(workspace.Router);
        }
        finally
        {
            End(workspace);
        }
    }

    /// <summary>Lends what a turn needs.</summary>
    private async ValueTask<IngestWorkspace> BeginAsync()
    {
        IngestWorkspace workspace = await listener.Input.Workspaces.RentAsync();
        workspace.Router.Begin(Ledger, peer, listener.Input.Rules.Naming);
        workspace.Decoder.ReceivedUnixNs = workspace.Router.NowUnixNs;
        if (_session is not null)
            ((ISessionDecoder)workspace.Decoder).Session = _session;
        return workspace;
    }

    private void End(IngestWorkspace workspace)
    {
        if (_session is not null)
            ((ISessionDecoder)workspace.Decoder).Session = null;
        listener.Input.Workspaces.Return(workspace);
    }

    private async ValueTask<bool> ReceiveAllAsync(IngestWorkspace workspace)
    {
        int filled = TakePartial(workspace);
        for (int turn = 0; turn < ReceivesPerTurn && _answers?.IsFull != true; turn++)
        {
            workspace.Grow(Math.Max(workspace.Decoder.FrameBytesNeeded, filled + 1));
            int received = transport.Receive(workspace.Input, filled, out bool isOver);
            if (isOver)
            {
                HoldPartial(workspace, filled);
                return false;
            }

            if (received == 0)
                break;
            filled += received;
            int used = 0;
            DecodeStatus status;
            do
            {
                status = Decode(workspace, filled, ref used, out RejectReason broken);
                await HandOnAsync(workspace.Router);
                if (status == DecodeStatus.Broken)
                {
                    listener.Note(broken, peer.Address);
                    return false;
                }
            }
            while (status != DecodeStatus.NeedMore);

            if (_session?.IsOver == true || _answers?.IsBroken == true)
                return false;

            filled = KeepRest(workspace, used, filled);
        }

        return HoldPartial(workspace, filled);
    }

    /// <summary>Gives the batch to the writers; if the protocol acknowledges, by way of the journal and with the answers behind it.</summary>
    private ValueTask HandOnAsync(EventRouter router)
    {
        if (_answers is null)
            return router.FlushAsync();
        _answers.Add(router.Take(), _session!.TakeAnswers());
        Task room = listener.Services.Store.Gate.WaitForRoomAsync(CancellationToken.None);
        return room.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(room);
    }

    private void SendAnswers()
    {
        if (_session is { HasAnswers: true })
            _answers!.Add(null, _session.TakeAnswers());
    }

    private async ValueTask FinishAnswersAsync(CancellationToken stop)
    {
        if (_answers is null)
            return;
        if (stop.IsCancellationRequested && !_session!.IsOver)
            _session.Close();
        SendAnswers();
        await _answers.FinishAsync();
    }

    /// <summary>Decodes until a frame is incomplete, the framing is lost, or the batch is full (then: Event).</summary>
    private static DecodeStatus Decode(IngestWorkspace workspace, int filled, ref int used, out RejectReason reason)
    {
        EventRouter router = workspace.Router;
        int start = used;
        while (true)
        {
            DecodeStatus status = workspace.Decoder.Decode(
                workspace.Input.AsMemory(used, filled - used), workspace.Event, out int consumed, out reason);
            used += consumed;
            if (status == DecodeStatus.Event)
            {
                router.Route(workspace.Event);
                if (!router.BatchIsFull)
                    continue;
            }
            else if (status is DecodeStatus.Rejected or DecodeStatus.Broken)
            {
                router.Reject(reason);
                if (status == DecodeStatus.Rejected)
                    continue;
            }

            router.CountBytes(used - start);
            return status;
        }
    }

    private int KeepRest(IngestWorkspace workspace, int used, int filled)
    {
        int rest = filled - used;
        if (used > 0)
        {
            workspace.Input.AsSpan(used, rest).CopyTo(workspace.Input);
            // Another frame begins here and now.
            _partialSince = Stopwatch.GetTimestamp();
        }
        else if (_partialSince == 0)
        {
            _partialSince = Stopwatch.GetTimestamp();
        }

        return rest;
    }

    private int TakePartial(IngestWorkspace workspace)
    {
        int bytes = _partialBytes;
        if (bytes == 0)
        {
            _partialSince = 0;
            return 0;
        }

        workspace.Grow(bytes);
        _partial.AsSpan(0, bytes).CopyTo(workspace.Input);
        ReleasePartial();
        return bytes;
    }

    /// <summary>Keeps the beginning of a frame until the rest comes. False = there is no room for it.</summary>
    private bool HoldPartial(IngestWorkspace workspace, int bytes)
    {
        if (bytes == 0)
            return true;
        _partialBytes = bytes;
        if (!listener.TakePartialBytes(bytes))
        {
            Ledger.Reject(RejectReason.TooManyPartialFrames);
            listener.Note(RejectReason.TooManyPartialFrames, peer.Address);
            _partialBytes = 0;
            return false;
        }

        _partial = ArrayPool<byte>.Shared.Rent(bytes);
        workspace.Input.AsSpan(0, bytes).CopyTo(_partial);
        return true;
    }

    private void ReleasePartial()
    {
        if (_partial is null)
            return;
        listener.ReleasePartialBytes(_partialBytes);
        ArrayPool<byte>.Shared.Return(_partial);
        _partial = null;
        _partialBytes = 0;
    }
}
