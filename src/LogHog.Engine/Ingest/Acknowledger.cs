using System.Buffers;
using System.Runtime.InteropServices;

namespace LogHog.Engine.Ingest;

/// <summary>
/// What a connection has taken in and not yet acknowledged: stores it in its order and sends the answers behind each piece when it is
/// as safe as the input promises, never before. What cannot be stored is not acknowledged: the connection is closed, and its peer
/// sends again what it has no answer for.
/// </summary>
internal sealed class Acknowledger(StreamTransport transport, Peer peer, StreamListener listener)
{
    // A sync takes a few ms: meanwhile a fast sender fills this many batches of 128 KiB. More would only be memory that waits.
    private const int PiecesMax = 8;

    private readonly AcknowledgedStore _store = new(listener.Services, listener.Ledger, listener.Input.Sessions!.Durability) { TakesOversized = true };
    private readonly Queue<Piece> _pieces = new();
    private TaskCompletionSource? _room;
    private Task _sending = Task.CompletedTask;
    private Task<IntakeStatus>? _last;
    private volatile bool _isBroken;

    /// <summary>One hand-over: its store, and what is to be said when it is done.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Piece(Task<IntakeStatus>? Stored, ArraySegment<byte> Answers, int BatchBytes);

    /// <summary>Nothing more is acknowledged, so nothing more need be read.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Nothing more is to be read before <see cref="WaitForRoomAsync"/>: the peer's own window holds it back.</summary>
    public bool IsFull
    {
        get
        {
            lock (_pieces)
                return _pieces.Count >= PiecesMax;
        }
    }

    /// <summary>Whether what is read now could be acknowledged.</summary>
    public bool IsAvailable => _store.IsAvailable;

    /// <summary>Takes over what has been decoded, and what is to be answered behind it.</summary>
    /// <param name="batch">Null = no event.</param>
    /// <param name="answers">From the shared pool; empty = nothing.</param>
    public void Add(EventBatch? batch, ArraySegment<byte> answers)
    {
        if (batch is null && answers.Count == 0)
            return;
        int bytes = batch?.TextCapacity ?? 0;
        // Counted until the journal has it, as what waits for the disk is: all connections together stay within one bound.
        listener.Services.Store.Gate.Take(bytes);
        Task<IntakeStatus>? stored = batch is null ? null : _store.StoreAsync(batch, CancellationToken.None, after: _last);
        _last = stored ?? _last;
        lock (_pieces)
        {
            _pieces.Enqueue(new Piece(stored, answers, bytes));
            if (_pieces.Count > 1)
                return;
        }

        _sending = SendAllAsync(_sending);
    }

    /// <summary>Ends when more may be read, or nothing more is to be read at all.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_pieces)
        {
            if (_pieces.Count < PiecesMax || _isBroken)
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Ends when all that was taken over is stored and answered, or cannot be.</summary>
    public Task FinishAsync() => _sending;

    /// <summary>One loop at a time; it ends when nothing is left, so that an idle connection has none.</summary>
    private async Task SendAllAsync(Task before)
    {
        await before;
        bool isLast = false;
        while (!isLast)
        {
            Piece piece;
            lock (_pieces)
                piece = _pieces.Peek();
            try
            {
                await SettleAsync(piece);
            }
            catch
            {
                // A mistake of ours: the connection's loop must come to its end, where it shows.
                Break();
                throw;
            }
            finally
            {
                isLast = MakeRoom();
            }
        }
    }

    /// <summary>The oldest piece is done with. True = it was the last.</summary>
    private bool MakeRoom()
    {
        TaskCompletionSource? room;
        bool isLast;
        lock (_pieces)
        {
            _pieces.Dequeue();
            isLast = _pieces.Count == 0;
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
        return isLast;
    }

    private async Task SettleAsync(Piece piece)
    {
        try
        {
            bool isStored = piece.Stored is null || await piece.Stored == IntakeStatus.Stored;
            listener.Services.Store.Gate.Release(piece.BatchBytes);
            if (!isStored)
                Break();
            if (!_isBroken && piece.Answers.Count > 0)
                await transport.SendAsync(piece.Answers, listener.Input.Sessions!.AnswerTimeout);
        }
        catch (OperationCanceledException)
        {
            listener.NoteUnread(peer.Address);
            Break();
        }
        catch (IOException)
        {
            // The peer is gone; what it has sent is stored.
            Break();
        }
        finally
        {
            if (piece.Answers.Array is { Length: > 0 } array)
                ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Break()
    {
        _isBroken = true;
        transport.Abort();
    }
}
