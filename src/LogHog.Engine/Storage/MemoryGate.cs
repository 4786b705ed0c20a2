namespace LogHog.Engine.Storage;

/// <summary>
/// The cap on bytes that wait for the disk. Intake waits while it is reached: a TCP sender is slowed down by its own
/// window, datagrams stay in the kernel's buffer.
/// </summary>
internal sealed class MemoryGate(long bytesMax)
{
    private readonly Lock _lock = new();
    private long _used;
    private long _taken;
    private TaskCompletionSource? _room;

    public long UsedBytes => Interlocked.Read(ref _used);

    /// <summary>All that ever came.</summary>
    public long TakenBytes => Interlocked.Read(ref _taken);

    public long BytesMax => bytesMax;

    public bool IsFull => UsedBytes >= bytesMax;

    public void Take(long bytes)
    {
        lock (_lock)
        {
            _used += bytes;
            _taken += bytes;
        }
    }

    public void Release(long bytes)
    {
        TaskCompletionSource? room = null;
        lock (_lock)
        {
            _used -= bytes;
            if (_used < bytesMax)
                (room, _room) = (_room, null);
        }

        room?.TrySetResult();
    }

    /// <summary>Done when a batch may be taken in. Several may pass at once: the cap is overrun by one batch a connection at most.</summary>
    public Task WaitForRoomAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_used < bytesMax)
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancel);
        }
    }

    /// <summary>The same for a thread of its own.</summary>
    public void WaitForRoom(CancellationToken cancel) => WaitForRoomAsync(cancel).Wait(cancel);
}
